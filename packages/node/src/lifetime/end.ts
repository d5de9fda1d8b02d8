import { isMainThread } from 'node:worker_threads'
import type { Exporter } from '../exporter/exporter.ts'
import type { AppMetrics } from '../metrics/app-metrics.ts'
import type { Recorder } from '../recorder/recorder.ts'
import { onDeadlySignal } from './signals.ts'

/**
 * Sees to it that nothing is lost when the process ends, in whichever way it does. Of signals it hears once there is
 * something to lose: a process without spans is left alone.
 */
export function watchEnd(recorder: Recorder, exporter: Exporter, metrics: AppMetrics | undefined): () => void {
  let stopSignals = (): void => {}
  const drain = (hasFailed: boolean): void => exporter.drain(hasFailed, () => metrics?.tellLast())
  const endFailed = (): void => {
    recorder.endOpenSpans()
    drain(true)
  }
  const onExit = (code: number): void => {
    if (code === 0) drain(false)
    else endFailed()
    // Listeners of the app come after this one, and may make spans of what they do.
    recorder.onRecorded = () => drain(code !== 0)
  }
  recorder.onFirst = () => exporter.start()
  if (metrics !== undefined) metrics.meters.onFirst = () => exporter.start()
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
