import { isMainThread } from 'node:worker_threads'
import type { Exporter } from '../exporter/exporter.ts'
import { onDeadlySignal } from './signals.ts'

/** What records something that is sent. */
interface Recording {
  /** Called before the first of it. */
  onFirst: (() => void) | undefined
  /** Called after each. */
  onRecorded: (() => void) | undefined
}

/**
 * Sees to it that nothing is lost when the process ends, in whichever way it does. Of signals it hears once there is
 * something to lose: a process without spans is left alone.
 *
 * @param endOpen ends what is open, because the process fails
 */
export function watchEnd(recordings: readonly Recording[], endOpen: () => void, exporter: Exporter): () => void {
  let stopSignals = (): void => {}
  const endFailed = (): void => {
    endOpen()
    exporter.drain(true)
  }
  const onExit = (code: number): void => {
    if (code === 0) exporter.drain(false)
    else endFailed()
    // Listeners of the app come after this one, and may make spans of what they do.
    for (const each of recordings) each.onRecorded = () => exporter.drain(code !== 0)
  }
  for (const each of recordings) each.onFirst = () => exporter.start()
  exporter.onStart = () => {
    if (isMainThread) stopSignals = onDeadlySignal(endFailed)
  }
  // From the start: an exit that has begun takes no more listeners, and the first span may be made by one.
  process.on('exit', onExit)
  return () => {
    process.off('exit', onExit)
    stopSignals()
  }
}
