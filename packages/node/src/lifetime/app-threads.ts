import { BroadcastChannel, getEnvironmentData, setEnvironmentData, threadId, type Worker } from 'node:worker_threads'
import type { Exporter } from '../exporter/exporter.ts'
import { type ThreadMessage, threadChannel } from '../exporter/messages.ts'

/**
 * For the worker threads that this thread starts: that there is an exporter in the process, and the ids of the threads
 * above them. Node hands environment data down by itself.
 */
const announcementKey = threadChannel

/** The ids of the threads that this one was started by, where one of them runs an exporter; undefined in the first. */
export function threadsAbove(): readonly number[] | undefined {
  const announced: unknown = getEnvironmentData(announcementKey)
  return Array.isArray(announced) ? announced : undefined
}

export const ownThreadIds = (): readonly number[] => [...(threadsAbove() ?? []), threadId]

/**
 * Looks after the worker threads that this thread starts: their spans go through the exporter, which has to run when
 * they do, and to know when they have ended.
 */
export function watchAppThreads(exporter: Exporter): () => void {
  const idsAbove = threadsAbove()
  setEnvironmentData(announcementKey, ownThreadIds())
  const onWorker = (worker: Worker): void => {
    if (exporter.owns(worker)) return
    const id = worker.threadId
    exporter.start()
    worker.once('exit', exitCode => tellEnded(id, exitCode !== 0))
  }
  process.on('worker', onWorker)
  return () => {
    process.off('worker', onWorker)
    setEnvironmentData(announcementKey, idsAbove)
  }
}

function tellEnded(id: number, hasFailed: boolean): void {
  const channel = new BroadcastChannel(threadChannel)
  channel.postMessage({ kind: 'ended', threadId: id, hasFailed } satisfies ThreadMessage)
  channel.close()
}
