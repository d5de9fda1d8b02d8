import type { RecordingTracerProvider } from '../trace/provider.ts'
import { instrumentHttpServer } from './http-server.ts'

/** Turns every instrumentation on; the function that is returned turns them off. */
export function instrument(provider: RecordingTracerProvider): () => void {
  const stops = [instrumentHttpServer(provider)]
  return () => {
    for (const stop of stops) stop()
  }
}
