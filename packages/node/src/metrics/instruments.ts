/** What is measured of one kind of operation, by the names of the semantic conventions. */
export interface Instrument {
  readonly name: string
  readonly description: string
  /** Attributes that tell series apart and that our instrumentations share between spans; see `SharedAttributes`. */
  readonly sharedKeys: readonly string[]
  /** The others. */
  readonly ownKeys: readonly string[]
  /** Bounds of buckets in seconds that the conventions advise, for outputs that want such; none for a count. */
  readonly bounds: readonly number[]
}

const usualBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const

const rpc = { ownKeys: ['rpc.status_code', 'error.type'], bounds: usualBounds } satisfies Partial<Instrument>

const messaging = {
  sharedKeys: ['messaging.system.name', 'messaging.system'],
  ownKeys: ['messaging.operation.name', 'messaging.destination.name', 'messaging.destination.template', 'error.type'],
} satisfies Partial<Instrument>

/** In seconds. */
export const httpServer: Instrument = {
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests.',
  sharedKeys: ['http.request.method', 'url.scheme', 'network.protocol.version'],
  ownKeys: ['http.route', 'http.response.status_code', 'error.type'],
  bounds: usualBounds,
}

export const httpClient: Instrument = {
  name: 'http.client.request.duration',
  description: 'Duration of HTTP client requests.',
  sharedKeys: ['http.request.method', 'server.address', 'server.port'],
  ownKeys: ['http.response.status_code', 'error.type'],
  bounds: usualBounds,
}

export const dbClient: Instrument = {
  name: 'db.client.operation.duration',
  description: 'Duration of database client operations.',
  sharedKeys: ['db.system.name', 'db.namespace', 'db.operation.name', 'server.address', 'server.port'],
  ownKeys: ['db.collection.name', 'db.response.status_code', 'error.type'],
  bounds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
}

export const rpcServer: Instrument = {
  ...rpc,
  name: 'rpc.server.call.duration',
  description: 'Measures the duration of an incoming Remote Procedure Call (RPC).',
  sharedKeys: ['rpc.system.name', 'rpc.method'],
}

export const rpcClient: Instrument = {
  ...rpc,
  name: 'rpc.client.call.duration',
  description: 'Measures the duration of an outgoing Remote Procedure Call (RPC).',
  sharedKeys: ['rpc.system.name', 'rpc.method', 'server.address', 'server.port'],
}

export const messagingClient: Instrument = {
  ...messaging,
  name: 'messaging.client.operation.duration',
  description: 'Duration of messaging operation initiated by a producer or consumer client.',
  bounds: usualBounds,
}

export const messagingProcess: Instrument = {
  ...messaging,
  name: 'messaging.process.duration',
  description: 'Duration of processing operation.',
  bounds: usualBounds,
}

/** In messages. */
export const sentMessages: Instrument = {
  ...messaging,
  name: 'messaging.client.sent.messages',
  description: 'Number of messages producer attempted to send to the broker.',
  bounds: [],
}

export const consumedMessages: Instrument = {
  ...messaging,
  name: 'messaging.client.consumed.messages',
  description: 'Number of messages that were delivered to the application.',
  bounds: [],
}

export const keysOf = ({ sharedKeys, ownKeys }: Instrument): readonly string[] => [...sharedKeys, ...ownKeys]
