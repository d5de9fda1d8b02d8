import { doubledSignalMs } from '../limits.ts'

const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const
type StopSignal = keyof typeof signalNumbers

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, with the code shells give for it. */
export function stopRequested(): Promise<StopSignal> {
  const { promise, resolve } = Promise.withResolvers<StopSignal>()
  let firstMs: number | undefined
  const onSignal = (signal: StopSignal) => {
    if (firstMs === undefined) {
      firstMs = performance.now()
      resolve(signal)
    } else if (performance.now() - firstMs > doubledSignalMs) {
      process.exit(128 + signalNumbers[signal])
    }
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return promise
}
