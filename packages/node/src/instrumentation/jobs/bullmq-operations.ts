import { describeOperation, KnownOperations, type MessagingOperation } from '../messaging/messaging-operation.ts'

/** What we use of queues, workers and flow producers. */
export interface HasOptions {
  readonly opts?: { readonly telemetry?: unknown; readonly connection?: unknown }
}

const sends = new WeakMap<HasOptions, KnownOperations>()
const processes = new WeakMap<HasOptions, KnownOperations>()

export function sendOperation(owner: HasOptions, queueName: string | undefined): MessagingOperation {
  return queueName === undefined
    ? describeOperation({ system: 'bullmq', type: 'send', destination: undefined, ...serverOf(owner) })
    : knownIn(sends, 'send', owner).of(queueName)
}

export const processOperation = (owner: HasOptions, queueName: string): MessagingOperation =>
  knownIn(processes, 'process', owner).of(queueName)

function knownIn(
  known: WeakMap<HasOptions, KnownOperations>,
  type: 'send' | 'process',
  owner: HasOptions,
): KnownOperations {
  const found = known.get(owner)
  if (found !== undefined) return found
  const server = serverOf(owner)
  const operations = new KnownOperations(destination => ({ system: 'bullmq', type, destination, ...server }))
  known.set(owner, operations)
  return operations
}

/** `connection` is made of options, or it is a client of Redis that has some. */
function serverOf({ opts }: HasOptions): { serverAddress?: string; serverPort?: number } {
  const connection = opts?.connection as { options?: Server } & Server
  const { host, port } = connection?.options ?? connection ?? {}
  return {
    ...(typeof host === 'string' ? { serverAddress: host } : {}),
    ...(typeof port === 'number' ? { serverPort: port } : {}),
  }
}

interface Server {
  readonly host?: unknown
  readonly port?: unknown
}
