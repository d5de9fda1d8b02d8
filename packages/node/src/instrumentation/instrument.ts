import type { Settings } from '../settings/settings.ts'
import type { RecordingTracerProvider } from '../trace/provider.ts'
import { expressRoute } from './express.ts'
import { instrumentFastify } from './fastify.ts'
import { instrumentHttpClient } from './http-client.ts'
import { instrumentHttpServer } from './http-server.ts'
import type { OnSampledOut } from './keep-header.ts'
import type { InstrumentationName } from './names.ts'
import { instrumentPg } from './pg.ts'
import { tellCallers } from './response-headers.ts'
import { instrumentUndici } from './undici.ts'

type InstrumentSettings = Pick<Settings, 'instrumentations' | 'excluded' | 'samplingRules' | 'responseHeaders'>

/** Turns those on that the settings say, and touches nothing for the others; the function that is returned turns them off. */
export function instrument(
  provider: RecordingTracerProvider,
  { instrumentations: on, excluded, samplingRules, responseHeaders }: InstrumentSettings,
  onSampledOut: OnSampledOut,
): () => void {
  const routeOf = on.has('express') ? expressRoute : () => undefined
  const starts: readonly (readonly [InstrumentationName, () => () => void])[] = [
    ['http', () => instrumentHttpServer(provider, { excluded, samplingRules, onSampledOut, routeOf })],
    ['http', () => tellCallers(responseHeaders)],
    ['http', () => instrumentHttpClient(provider)],
    ['undici', () => instrumentUndici(provider)],
    ['fastify', instrumentFastify],
    ['pg', () => instrumentPg(provider)],
  ]
  const stops = starts.filter(([name]) => on.has(name)).map(([, start]) => start())
  return () => {
    for (const stop of stops) stop()
  }
}
