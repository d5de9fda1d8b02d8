import type { Details } from './messaging-span.ts'

/** What is told of one message of Kafka, on either side. */
export interface KafkaMessage {
  readonly key?: unknown
  readonly value?: unknown
  readonly partition?: number | undefined
  readonly offset?: string | bigint | undefined
}

/** A key that is bytes may be anything, and is not told (conventions, `kafka.message.key`). */
export const kafkaDetails = ({ key, value, partition, offset }: KafkaMessage): Details => ({
  'messaging.destination.partition.id': partition === undefined ? undefined : String(partition),
  'kafka.offset': offset === undefined ? undefined : Number(offset),
  'kafka.message.key': typeof key === 'string' ? key : undefined,
  'kafka.message.tombstone': value === null ? true : undefined,
})
