import { type Detector, firstOf } from './detector.ts'

const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace'

/**
 * What the pod's own environment says, by the names that people give to what the downward API hands over. The pod's name
 * is else that of its host, which is another one only where the pod is on the node's network.
 */
export const detectKubernetes: Detector = ({ environment, read }) => {
  if (!environment.KUBERNETES_SERVICE_HOST) return {}
  const of = (...names: string[]) => firstOf(environment, names)
  const inFiles = podIn(`${read('/proc/self/cgroup')}\n${read('/proc/self/mountinfo')}`)
  return {
    'k8s.cluster.name': of('K8S_CLUSTER_NAME', 'CLUSTER_NAME'),
    'k8s.namespace.name': of('K8S_NAMESPACE_NAME', 'K8S_NAMESPACE', 'POD_NAMESPACE') ?? read(NAMESPACE_FILE),
    'k8s.node.name': of('K8S_NODE_NAME', 'NODE_NAME'),
    'k8s.pod.name': of('K8S_POD_NAME', 'POD_NAME', 'HOSTNAME'),
    'k8s.pod.uid': of('K8S_POD_UID', 'POD_UID') ?? inFiles.uid,
    'k8s.pod.ip': of('K8S_POD_IP', 'POD_IP'),
    'k8s.container.name': of('K8S_CONTAINER_NAME', 'CONTAINER_NAME') ?? inFiles.container,
    'k8s.deployment.name': of('K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME'),
    'k8s.replicaset.name': of('K8S_REPLICASET_NAME'),
    'k8s.statefulset.name': of('K8S_STATEFULSET_NAME'),
    'k8s.daemonset.name': of('K8S_DAEMONSET_NAME'),
    'k8s.job.name': of('K8S_JOB_NAME'),
    'k8s.cronjob.name': of('K8S_CRONJOB_NAME'),
  }
}

/**
 * Kubelet mounts what it keeps for a pod, `…/pods/<uid>/etc-hosts`, and for a container in it,
 * `…/pods/<uid>/containers/<name>/<attempt>`. In names of groups, systemd wants `_` for `-`.
 */
function podIn(text: string): { readonly uid: string | undefined; readonly container: string | undefined } {
  const uid =
    /\/pods\/([\da-f-]{36})\//.exec(text) ?? /\bpod([\da-f]{8}(?:[-_][\da-f]{4}){3}[-_][\da-f]{12})\b/.exec(text)
  const container = /\/pods\/[\da-f-]{36}\/containers\/([^/ ]+)\//.exec(text)
  return { uid: uid?.[1]?.replaceAll('_', '-'), container: container?.[1] }
}
