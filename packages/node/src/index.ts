import { runningSdk, setRunningSdk } from './running.ts'

export type { StartOptions } from './settings/settings.ts'
export { start } from './start.ts'
export { withSpan } from './with-span.ts'

/**
 * Resolves when every span that has ended so far is with the receiver or was refused by it; earlier where the receiver
 * cannot be reached, and after ten seconds where it keeps asking for time. The spans then wait in memory.
 */
export async function flush(): Promise<void> {
  await runningSdk()?.flush()
}

/** Stops tracing, after a flush. Tracers taken before make spans that lead nowhere; `start()` may be called again. */
export async function shutdown(): Promise<void> {
  const sdk = runningSdk()
  setRunningSdk(undefined)
  await sdk?.shutdown()
}
