import { onFile } from '../../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../../trace/provider.ts'
import { sdkVersion } from '../../../version.ts'
import { patch } from '../../patch.ts'
import { tracedConsume } from './amqplib-consume.ts'
import { tracedGet } from './amqplib-get.ts'
import { setAmqplibTracer } from './amqplib-operations.ts'
import { tracedConfirmedPublish, tracedSendMessage } from './amqplib-publish.ts'
import { tracedAck, tracedAckAll, tracedReject } from './amqplib-settle.ts'

const channelMethods = {
  consume: tracedConsume,
  get: tracedGet,
  ack: tracedAck,
  nack: tracedAck,
  reject: tracedReject,
  ackAll: tracedAckAll,
  nackAll: tracedAckAll,
}

/**
 * RabbitMQ by `amqplib`: a span for each message that is published, for each that a consumer is called with, and for
 * each that is asked for.
 *
 * Our own and not the maintained instrumentation, whose spans have the names and attributes of conventions of 2021
 * (`publish <default>`, `messaging.destination`, `messaging.message_id`), and which ends the span of a message when that is
 * acknowledged, also where the callback goes on.
 */
export function instrumentAmqplib(provider: RecordingTracerProvider): () => void {
  setAmqplibTracer(provider.getTracer('@throughline/node/amqplib', sdkVersion))
  const stops = [
    onFile('amqplib', 'lib/channel.js', exports =>
      patch(memberOf(exports, 'BaseChannel'), { sendMessage: tracedSendMessage }),
    ),
    onFile('amqplib', 'lib/channel_model.js', patchChannels),
    onFile('amqplib', 'lib/callback_model.js', patchChannels),
    () => setAmqplibTracer(undefined),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function patchChannels(exports: unknown): void {
  patch(memberOf(exports, 'Channel'), channelMethods)
  patch(memberOf(exports, 'ConfirmChannel'), { publish: tracedConfirmedPublish })
}

const memberOf = (exports: unknown, name: string): unknown => (exports as Record<string, unknown> | undefined)?.[name]
