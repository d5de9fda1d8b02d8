import type { EsExports } from '../../modules/es-modules.ts'
import { onFile } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { type Method, patch } from '../patch.ts'
import { tracedCall } from './grpc-client.ts'
import { tracedRegister } from './grpc-server.ts'
import { setGrpcTracer } from './grpc-span.ts'

/**
 * gRPC by `@grpc/grpc-js`: a CLIENT and a SERVER span for each call, of all four kinds.
 *
 * Our own and not the maintained instrumentation, which has the attributes of before the conventions were stable, writes
 * its headers into the app's own metadata, and does not see a call that is cancelled.
 */
export function instrumentGrpc(provider: RecordingTracerProvider): () => void {
  setGrpcTracer(provider.getTracer('@throughline/node/grpc', sdkVersion))
  const stops = [
    // Where all kinds of clients and calls come together, with the interceptors that the app may have.
    onFile('@grpc/grpc-js', 'build/src/client-interceptors.js', exports => {
      const functions = exports as EsExports
      functions.getInterceptingCall = tracedCall(functions.getInterceptingCall as Method)
    }),
    onFile('@grpc/grpc-js', 'build/src/server.js', exports =>
      patch((exports as EsExports).Server, { register: tracedRegister }),
    ),
    () => setGrpcTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
