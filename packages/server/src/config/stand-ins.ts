import * as Type from 'typebox'
import { Secret } from './texts.ts'
import { Duration, Size } from './units.ts'

const section = { default: {} } as const

export const Redact = Type.Object(
  { enabled: Type.Boolean({ default: true, description: 'Whether anything is redacted', examples: [false] }) },
  { ...section, description: 'What is redacted before anything is stored or forwarded' },
)

export const Retention = Type.Object(
  {
    age: Type.Optional(Duration({ description: 'What is older is removed; without it, nothing is', examples: ['7d'] })),
    size: Type.Optional(Size({ description: 'Bytes on disk above which the oldest are removed', examples: ['50GiB'] })),
  },
  { ...section, description: 'How long what is stored is kept' },
)

export const Sampling = Type.Object(
  { wait: Duration({ default: '30s', description: 'How long a trace is waited for', examples: ['10s'] }) },
  { description: 'Which traces are kept; without it, all are' },
)

const Destination = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'In messages and metrics', examples: ['grafana'] }),
    type: Type.Enum(['otlp_http', 'otlp_grpc'], { description: 'The protocol', examples: ['otlp_http'] }),
    endpoint: Type.String({ minLength: 1, description: 'Where to', examples: ['https://otlp.example.com'] }),
    headers: Type.Record(Type.String(), Secret(), {
      default: {},
      description: 'Sent along',
      examples: [{ 'x-tenant': 'shop' }],
    }),
    timeout: Duration({ default: '10s', description: 'Of one request', examples: ['30s'] }),
    sampling: Type.Optional(Sampling),
  },
  { description: 'A destination' },
)

export const Forward = Type.Array(Destination, {
  default: [],
  description: 'Where everything is forwarded to',
  examples: [[]],
})
