import type { RecordingTracerProvider } from '../trace/provider.ts'
import { instrumentFastify } from './fastify.ts'
import { instrumentHttpClient } from './http-client.ts'
import { instrumentHttpServer } from './http-server.ts'
import type { OnSampledOut } from './keep-header.ts'
import { instrumentPg } from './pg.ts'
import { instrumentUndici } from './undici.ts'

/** Turns every instrumentation on; the function that is returned turns them off. */
export function instrument(provider: RecordingTracerProvider, onSampledOut: OnSampledOut): () => void {
  const stops = [
    instrumentHttpServer(provider, onSampledOut),
    instrumentHttpClient(provider),
    instrumentUndici(provider),
    instrumentFastify(),
    instrumentPg(provider),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
