import { isMainThread } from 'node:worker_threads'
import type { Exporter } from '../exporter/exporter.ts'
import type { AppMetrics } from '../metrics/app-metrics.ts'
import { onDeadlySignal } from './signals.ts'

/** What records something that is sent. */
interface Recording {
  /** Called before the first of it. */
  onFirst: (() => void) | undefined
  /** Called after each. */
  onRecorded: (() => void) | undefined
}

/** What there is to lose; undefined: nothing of that kind. */
export interface Losable {
  readonly spans: Recording | undefined
  readonly logs: Recording | undefined
  readonly metrics: AppMetrics | undefined
}

/**
 * Sees to it that nothing is lost when the process ends, in whichever way it does. Of signals it hears once there is
 * something to lose: a process without spans is left alone.
 *
 * @param endOpen ends what is open, because the process fails
 */
export function watchEnd({ spans, logs, metrics }: Losable, endOpen: () => void, exporter: Exporter): () => void {
  let stopSignals = (): void => {}
  const drain = (hasFailed: boolean): void => exporter.drain(hasFailed, () => metrics?.tellLast())
  const endFailed = (): void => {
    endOpen()
    drain(true)
  }
  const onExit = (code: number): void => {
    if (code === 0) drain(false)
    else endFailed()
    // Listeners of the app come after this one, and may make spans of what they do; of lines nothing is measured.
    if (spans !== undefined) spans.onRecorded = () => drain(code !== 0)
    if (logs !== undefined) logs.onRecorded = () => exporter.drain(code !== 0)
  }
  for (const each of [spans, logs, metrics?.meters]) if (each !== undefined) each.onFirst = () => exporter.start()
  exporter.onStart = () => {
    metrics?.begin()
    if (isMainThread) stopSignals = onDeadlySignal(endFailed)
  }
  // From the start: an exit that has begun takes no more listeners, and the first span may be made by one.
  process.on('exit', onExit)
  return () => {
    process.off('exit', onExit)
    stopSignals()
  }
}
