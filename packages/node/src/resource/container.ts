import type { Detector } from './detector.ts'

/** Groups of the process; in a container that has its own view of them (version 2), only what is mounted tells. */
export const detectContainer: Detector = ({ read }) => ({
  'container.id': idInGroups(read('/proc/self/cgroup') ?? '') ?? idInMounts(read('/proc/self/mountinfo') ?? ''),
})

/**
 * `/docker/<id>`, `/kubepods/burstable/pod<uid>/<id>`, `…/cri-containerd-<id>.scope`, `…/libpod-<id>.scope`; of ECS on
 * Fargate `/ecs/<task>/<task>-<number>`.
 */
const idInGroups = (groups: string): string | undefined =>
  /\/(?:[\w-]+-|[\w.-]+:)*([\da-f]{64})(?:\.scope)?(?:\/\w+)?$/m.exec(groups)?.[1] ??
  /\/ecs\/[\da-f-]+\/([\da-f]{32}-\d+)$/m.exec(groups)?.[1]

/**
 * The file that a container has for its host's name lies in a folder of the container. That of containerd does not: it is
 * the pod's, in a folder `sandboxes`.
 */
const idInMounts = (mounts: string): string | undefined =>
  /\/(?:overlay-)?containers\/([\da-f]{64})\/(?:userdata\/)?hostname /.exec(mounts)?.[1]
