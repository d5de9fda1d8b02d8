import { SpanKind } from '@opentelemetry/api'
import { maxKnownDestinations } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'

/** `messaging.operation.type` */
type OperationType = 'send' | 'receive' | 'process'

/** What is the same for all messages that a client sends to, or takes from, one destination. */
export interface OperationDescription {
  /** `kafka` */
  readonly system: string
  readonly type: OperationType
  /** As the library calls it, where that is another thing than its type says: `request`. */
  readonly name?: string
  /** PRODUCER for `send`, else CONSUMER; of an app that asks for messages CLIENT. */
  readonly kind?: SpanKind
  /** `orders`; undefined where there is no name. */
  readonly destination: string | undefined
  /** What the span is named after, where the destination's own name is another for each message: `orders.*`. */
  readonly template?: string | undefined
  readonly serverAddress?: string | undefined
  readonly serverPort?: number | undefined
  readonly consumerGroup?: string | undefined
}

/** The same, ready for spans. */
export interface MessagingOperation {
  /** `send orders` */
  readonly spanName: string
  readonly kind: SpanKind
  readonly attributes: SharedAttributes
}

/**
 * OpenTelemetry's conventions for messaging are still in development. These are the names of 1.45: `messaging.system.name`
 * is what `messaging.system` was, and what belongs to one system has left `messaging.`: `kafka.offset`.
 */
export function describeOperation(description: OperationDescription): MessagingOperation {
  const { type, name = type, kind, destination, template = destination } = description
  return {
    spanName: template === undefined ? name : `${name} ${template}`,
    kind: kind ?? (type === 'send' ? SpanKind.PRODUCER : SpanKind.CONSUMER),
    attributes: shareAttributes(attributesOf(description, name)),
  }
}

function attributesOf(description: OperationDescription, name: string): AttributeList {
  const list = new AttributeList()
  const entries = {
    'messaging.system.name': description.system,
    'messaging.operation.name': name,
    'messaging.operation.type': description.type,
    'messaging.destination.name': description.destination,
    'messaging.destination.template': description.template,
    'messaging.consumer.group.name': description.consumerGroup,
    'server.address': description.serverAddress,
    'server.port': description.serverPort,
  }
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) list.add(key, value)
  return list
}

/** The operations of one client, each described when it is first met. */
export class KnownOperations {
  readonly #known = new Map<string, MessagingOperation>()
  readonly #describe: (destination: string) => OperationDescription

  constructor(describe: (destination: string) => OperationDescription) {
    this.#describe = describe
  }

  of(destination: string): MessagingOperation {
    const known = this.#known.get(destination)
    if (known !== undefined) return known
    const operation = describeOperation(this.#describe(destination))
    if (this.#known.size >= maxKnownDestinations) this.#known.clear()
    this.#known.set(destination, operation)
    return operation
  }
}
