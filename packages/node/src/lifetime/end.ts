import { isMainThread } from 'node:worker_threads'
import type { Exporter } from '../exporter/exporter.ts'
import type { Recorder } from '../recorder/recorder.ts'
import { onDeadlySignal } from './signals.ts'

/**
 * Sees to it that nothing is lost when the process ends, in whichever way it does. Watches from the first span on: a
 * process that has none is left alone.
 */
export function watchEnd(recorder: Recorder, exporter: Exporter): () => void {
  const stops: (() => void)[] = []
  const endFailed = (): void => {
    recorder.endOpenSpans()
    exporter.drain()
  }
  const onExit = (code: number): void => {
    if (code !== 0) recorder.endOpenSpans()
    exporter.drain()
    // Listeners of the app come after this one, and may make spans of what they do.
    recorder.onRecorded = () => exporter.drain()
  }
  recorder.onFirst = () => {
    exporter.start()
    process.on('exit', onExit)
    stops.push(() => process.off('exit', onExit))
    if (isMainThread) stops.push(onDeadlySignal(endFailed))
  }
  return () => {
    for (const stop of stops) stop()
  }
}
