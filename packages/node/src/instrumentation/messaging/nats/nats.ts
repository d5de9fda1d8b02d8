import { onFile } from '../../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../../trace/provider.ts'
import { sdkVersion } from '../../../version.ts'
import { type Method, patch } from '../../patch.ts'
import { tracedConsume, tracedLoop, tracedOrderedConsume, tracedSubscribe } from './nats-consume.ts'
import { tracedNext } from './nats-next.ts'
import { setNatsTracer } from './nats-operations.ts'
import { type NewHeaders, tracedPublish, tracedRequest, tracedStreamPublish } from './nats-publish.ts'

/** The same files under two names: version 2 is one package, 3 is one for each part. */
interface Parts {
  readonly core: readonly [name: string, folder: string]
  readonly stream: readonly [name: string, folder: string]
}

const versions: readonly Parts[] = [
  { core: ['nats', 'lib/nats-base-client'], stream: ['nats', 'lib/jetstream'] },
  { core: ['@nats-io/nats-core', 'lib'], stream: ['@nats-io/jetstream', 'lib'] },
]

/**
 * NATS: a span for what is published and requested, and for each message that a callback or a loop takes from a
 * subscription or a stream, or asks a stream for. What the library asks of the server itself, and acknowledgements, have none.
 */
export function instrumentNats(provider: RecordingTracerProvider): () => void {
  setNatsTracer(provider.getTracer('@throughline/node/nats', sdkVersion))
  const stops = [...versions.flatMap(patchOnLoad), () => setNatsTracer(undefined)]
  return () => {
    for (const stop of stops) stop()
  }
}

function patchOnLoad({ core, stream }: Parts): (() => void)[] {
  const ofCore = (file: string, take: (exports: Exports) => void) => onExports(core, file, take)
  const ofStream = (file: string, take: (exports: Exports) => void) => onExports(stream, file, take)
  let makeHeaders: unknown
  const newHeaders: NewHeaders = () => (makeHeaders as NewHeaders)()
  const sending = (traced: (original: Method, newHeaders: NewHeaders) => Method) => (original: Method) =>
    traced(original, newHeaders)
  return [
    ofCore('headers.js', exports => {
      makeHeaders = exports.headers
    }),
    ofCore('queued_iterator.js', exports => patch(exports.QueuedIteratorImpl, { [Symbol.asyncIterator]: tracedLoop })),
    ofCore('nats.js', exports =>
      patch(exports.NatsConnectionImpl, {
        publish: sending(tracedPublish),
        request: sending(tracedRequest),
        requestMany: sending(tracedRequest),
        subscribe: tracedSubscribe,
      }),
    ),
    ofStream('jsclient.js', exports => patch(exports.JetStreamClientImpl, { publish: sending(tracedStreamPublish) })),
    ofStream('consumer.js', exports => {
      patch(exports.PullConsumerImpl, { consume: tracedConsume, next: tracedNext })
      patch(exports.OrderedPullConsumerImpl, { consume: tracedOrderedConsume, next: tracedNext })
    }),
    ofStream('pushconsumer.js', exports => patch(exports.PushConsumerImpl, { consume: tracedConsume })),
  ]
}

type Exports = Record<string, unknown>

const onExports = ([name, folder]: Parts['core'], file: string, take: (exports: Exports) => void): (() => void) =>
  onFile(name, `${folder}/${file}`, exports => take(exports as Exports))
