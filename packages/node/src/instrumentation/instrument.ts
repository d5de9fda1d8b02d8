import { useMaintained } from '../modules/maintained.ts'
import type { Settings } from '../settings/settings.ts'
import type { RecordingTracerProvider } from '../trace/provider.ts'
import { instrumentAwsSdk } from './aws/aws-sdk.ts'
import { instrumentHttpClient } from './http/http-client.ts'
import { instrumentHttpServer } from './http/http-server.ts'
import type { OnSampledOut } from './http/keep-header.ts'
import { instrumentUndici } from './http/undici.ts'
import { instrumentBullmq } from './jobs/bullmq.ts'
import { instrumentPgBoss } from './jobs/pg-boss.ts'
import type { InstrumentationName } from './names.ts'
import { ioredis } from './redis/ioredis.ts'
import { instrumentPg } from './sql/pg.ts'
import { expressRoute } from './web/express.ts'
import { instrumentFastify } from './web/fastify.ts'

type InstrumentSettings = Pick<Settings, 'instrumentations' | 'excluded' | 'samplingRules'>

/** Turns those on that the settings say, and touches nothing for the others; the function that is returned turns them off. */
export function instrument(
  provider: RecordingTracerProvider,
  { instrumentations: on, excluded, samplingRules }: InstrumentSettings,
  onSampledOut: OnSampledOut,
): () => void {
  const routeOf = on.has('express') ? expressRoute : () => undefined
  const starts: readonly (readonly [InstrumentationName, () => () => void])[] = [
    ['http', () => instrumentHttpServer(provider, { excluded, samplingRules, onSampledOut, routeOf })],
    ['http', () => instrumentHttpClient(provider)],
    ['undici', () => instrumentUndici(provider)],
    ['fastify', instrumentFastify],
    ['pg', () => instrumentPg(provider)],
    ['ioredis', () => useMaintained(provider, ioredis)],
    ['aws-sdk', () => instrumentAwsSdk(provider)],
    ['bullmq', () => instrumentBullmq(provider)],
    ['pg-boss', () => instrumentPgBoss(provider)],
  ]
  const stops = starts.filter(([name]) => on.has(name)).map(([, start]) => start())
  return () => {
    for (const stop of stops) stop()
  }
}
