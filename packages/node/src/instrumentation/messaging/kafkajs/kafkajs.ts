import { onFile } from '../../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../../trace/provider.ts'
import { sdkVersion } from '../../../version.ts'
import { type Method, patch } from '../../patch.ts'
import { traceConsumer } from './kafkajs-consume.ts'
import { setKafkajsTracer } from './kafkajs-operations.ts'
import { traceProducer } from './kafkajs-produce.ts'

/**
 * Kafka by `kafkajs`: a span for each topic that a call sends to, and for each message or batch that a consumer is called
 * with.
 *
 * Our own and not the maintained instrumentation: it makes a span for each message of a call, and for each message of a
 * batch one more beside the batch's own; and it writes headers into the app's messages.
 */
export function instrumentKafkajs(provider: RecordingTracerProvider): () => void {
  setKafkajsTracer(provider.getTracer('@throughline/node/kafkajs', sdkVersion))
  const stops = [
    onFile('kafkajs', 'src/index.js', Kafka =>
      patch(Kafka, { producer: creating(traceProducer), consumer: creating(traceConsumer) }),
    ),
    () => setKafkajsTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Producers and consumers have no class: each is an object of closures, made for the app, whose methods are replaced. */
const creating =
  (trace: (created: Record<string, unknown>, options: unknown) => void) =>
  (original: Method): Method =>
    function create(this: unknown, options: unknown): unknown {
      const created = original.call(this, options)
      trace(created as Record<string, unknown>, options)
      return created
    }
