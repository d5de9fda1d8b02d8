import { subscribe } from '../../../channels.ts'
import { onEsModule } from '../../../modules/es-modules.ts'
import type { RecordingTracerProvider } from '../../../trace/provider.ts'
import { sdkVersion } from '../../../version.ts'
import { patch } from '../../patch.ts'
import { type Opened, onOpened, tracedEmit, tracedLoop } from './platformatic-consume.ts'
import { setPlatformaticTracer } from './platformatic-operations.ts'
import { tracedSend } from './platformatic-produce.ts'

/**
 * Kafka by `@platformatic/kafka`: a span for each topic that a call sends to, and for each message that a loop or a
 * listener takes from a stream of messages.
 */
export function instrumentPlatformaticKafka(provider: RecordingTracerProvider): () => void {
  setPlatformaticTracer(provider.getTracer('@throughline/node/platformatic-kafka', sdkVersion))
  const folder = '@platformatic/kafka/dist/clients'
  const stops = [
    onEsModule(`${folder}/producer/producer.js`, ['Producer'], exports =>
      patch(exports.Producer, { send: tracedSend }),
    ),
    onEsModule(`${folder}/consumer/messages-stream.js`, ['MessagesStream'], exports =>
      patch(exports.MessagesStream, { [Symbol.asyncIterator]: tracedLoop, emit: tracedEmit }),
    ),
    subscribe<Opened>('tracing:plt:kafka:consumer:consumes:asyncStart', onOpened),
    () => setPlatformaticTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
