import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { detectedBy, machine } from '../testing/surroundings.ts'
import { detect } from './detect.ts'

const id = 'a1b2c3d4'.repeat(8)
const uid = '0a1b2c3d-0000-4e5f-8a9b-0c1d2e3f4a5b'
const cgroup = '/proc/self/cgroup'
const mountinfo = '/proc/self/mountinfo'
const inCluster = { KUBERNETES_SERVICE_HOST: '10.0.0.1' }

describe('a container is known by', () => {
  const own = { 'container.id': id }
  detectedBy('container', [
    ['its group in Docker', {}, { [cgroup]: `12:pids:/docker/${id}\n0::/` }, own],
    ['its group under systemd', {}, { [cgroup]: `0::/system.slice/docker-${id}.scope` }, own],
    ['its group in Podman', {}, { [cgroup]: `0::/machine.slice/libpod-${id}.scope/container` }, own],
    ['its group in Kubernetes', {}, { [cgroup]: `1:cpu:/kubepods/burstable/pod${uid}/${id}` }, own],
    [
      'its group in Kubernetes under systemd',
      {},
      { [cgroup]: `0::/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope` },
      own,
    ],
    ['its group in containerd', {}, { [cgroup]: `0::/system.slice/pod.slice:cri-containerd:${id}` }, own],
    [
      'its group in ECS on Fargate',
      {},
      { [cgroup]: `1:cpu:/ecs/${'ab'.repeat(16)}/${'ab'.repeat(16)}-1234567890` },
      { 'container.id': `${'ab'.repeat(16)}-1234567890` },
    ],
    [
      'what Docker mounts',
      {},
      {
        [cgroup]: '0::/',
        [mountinfo]: `629 608 8:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/sda1 rw`,
      },
      own,
    ],
    [
      'what Podman mounts',
      {},
      {
        [mountinfo]: `1 2 0:9 /containers/overlay-containers/${id}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`,
      },
      own,
    ],
    [
      'nothing that belongs to its pod',
      {},
      {
        [mountinfo]: `1 2 8:1 /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${id}/hostname /etc/hostname rw`,
      },
      {},
    ],
    ['nothing outside of one', {}, { [cgroup]: '0::/user.slice/user-1000.slice/session-2.scope' }, {}],
  ])
})

describe('a pod of Kubernetes is known by', () => {
  const mounts = `1 2 8:1 /var/lib/kubelet/pods/${uid}/etc-hosts /etc/hosts rw
3 2 8:1 /var/lib/kubelet/pods/${uid}/containers/orders/7f3c2d1e /dev/termination-log rw`
  detectedBy('k8s', [
    [
      'its files and its host name',
      { ...inCluster, HOSTNAME: 'orders-7d9f-x2x4z' },
      { '/var/run/secrets/kubernetes.io/serviceaccount/namespace': 'shop', [mountinfo]: mounts },
      {
        'k8s.namespace.name': 'shop',
        'k8s.pod.name': 'orders-7d9f-x2x4z',
        'k8s.pod.uid': uid,
        'k8s.container.name': 'orders',
      },
    ],
    [
      'the variables that the downward API sets, which win',
      {
        ...inCluster,
        HOSTNAME: 'node-1',
        POD_NAME: 'orders-1',
        K8S_POD_UID: 'of the variable',
        K8S_NODE_NAME: 'node-1',
      },
      { [mountinfo]: mounts },
      {
        'k8s.node.name': 'node-1',
        'k8s.pod.name': 'orders-1',
        'k8s.pod.uid': 'of the variable',
        'k8s.container.name': 'orders',
      },
    ],
    [
      'its group, with the dashes of its id as systemd writes them',
      inCluster,
      { [cgroup]: `0::/kubepods.slice/kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice/crio-${id}.scope` },
      { 'k8s.pod.uid': uid },
    ],
    ['nothing outside of a cluster', { HOSTNAME: 'laptop', POD_NAME: 'x' }, { [mountinfo]: mounts }, {}],
  ])
})

describe('the operating system', () => {
  test('is told by what a Linux says of itself', () => {
    const release = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME=Debian\nID=debian'
    const attributes = detect(['os'], machine({}, { '/etc/os-release': release }))
    assert.equal(attributes['os.name'], 'Debian')
    assert.equal(attributes['os.description'], 'Debian GNU/Linux 12 (bookworm)')
  })
})

test('the host has the id of its machine, where a file holds it', () => {
  assert.equal(detect(['host'], machine({}, { '/etc/machine-id': 'abc' }))['host.id'], 'abc')
  const emptied = machine({}, { '/etc/machine-id': '', '/var/lib/dbus/machine-id': 'def' })
  assert.equal(detect(['host'], emptied)['host.id'], 'def')
  assert.equal('host.id' in detect(['host'], machine({})), false)
})

describe('a service without a name in the settings', () => {
  detectedBy('service', [
    [
      'has that of the nearest package.json which has one, and its version',
      {},
      {
        '/srv/app/src/package.json': '{"type":"module","version":"9.9.9"}',
        '/srv/app/package.json': '{"name":"orders","version":"1.4.2"}',
        '/srv/package.json': '{"name":"monorepo"}',
      },
      { 'service.name': 'orders', 'service.version': '1.4.2' },
    ],
    [
      'has no version where that has none',
      {},
      { '/srv/package.json': '{"name":"@shop/orders"}' },
      { 'service.name': '@shop/orders' },
    ],
    ['has none where none is written so that it can be read', {}, { '/srv/package.json': '{"name":' }, {}],
    [
      'has that of the variable, beside a file of settings',
      { OTEL_SERVICE_NAME: 'named' },
      {},
      { 'service.name': 'named' },
    ],
  ])
})

test('a detector that is off adds nothing, and of what two know the later counts', () => {
  const both = machine({ RAILWAY_PROJECT_ID: 'p', GAE_SERVICE: 'default' })
  assert.equal(detect(['gcp', 'platform'], both)['cloud.provider'], 'gcp')
  assert.deepEqual(detect([], both), {})
})
