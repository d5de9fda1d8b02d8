import { importedApi } from './imported-api.ts'
import { runningSdk, setRunningSdk } from './running.ts'
import type { StartOptions } from './settings/settings.ts'
import { start as startSdk } from './start.ts'

export { measured } from './measured.ts'
export type { StartOptions } from './settings/settings.ts'
export type { IdGenerator, ReadableSpan, Sampler, SpanExporter, SpanProcessor } from './standard/types.ts'
export { withSpan } from './with-span.ts'

/**
 * Starts tracing in this process. A second call does nothing, whoever made the first one; no call throws.
 *
 * Options win over the `OTEL_*` environment variables and over the file that `OTEL_CONFIG_FILE` names; a value that
 * cannot be used is named in one line on stderr, and the default is used instead.
 */
export const start = (options?: StartOptions): void => startSdk(options, importedApi)

/**
 * Resolves when every span that has ended so far is with the receiver or was refused by it; earlier where the receiver
 * cannot be reached, and after ten seconds where it keeps asking for time. The spans then wait in memory.
 */
export async function flush(): Promise<void> {
  await runningSdk()?.flush()
}

/**
 * Has the local trace of the active span (everything this process does for one request or job) sent as a whole, whatever
 * its head decision was; the services that it calls from here on are told to do the same.
 *
 * @returns whether it is sent: false without an active span, and where too many local traces are kept already; see
 * `THROUGHLINE_KEEP_TRACES_PER_SECOND`
 */
export function keepTrace(): boolean {
  return runningSdk()?.keepTrace() ?? false
}

/** Stops tracing, after a flush. Tracers taken before make spans that lead nowhere; `start()` may be called again. */
export async function shutdown(): Promise<void> {
  const sdk = runningSdk()
  setRunningSdk(undefined)
  await sdk?.shutdown()
}
