import * as Type from 'typebox'
import { Secret } from '../config/texts.ts'
import { Duration, Size } from '../config/units.ts'
import { samplingSettings } from '../decide/settings.ts'
import { signals } from '../pipeline/payload.ts'
import type { Compression } from './compress.ts'

/** Where data goes besides the store: a list of destinations, each with a queue of its own. */

const closed = { additionalProperties: false } as const

/** How the configuration file names a variable of the environment. */
const fromEnvironment = (variable: string) => `\${env:${variable}}`

const duration = (description: string, byDefault: string, ...examples: string[]) =>
  Duration({ description, default: byDefault, examples })

const size = (description: string, byDefault: string, ...examples: string[]) =>
  Size({ description, default: byDefault, examples })

const file = (description: string, example: string) => Type.String({ description, default: '', examples: [example] })

const batch = Type.Object(
  {
    items: Type.Integer({
      description: 'Spans, log records or data points after which a request is sent.',
      minimum: 1,
      default: 8192,
      examples: [512],
    }),
    size: size('Bytes, before compression, after which a request is sent.', '4MiB', '1MiB'),
    timeout: duration('How long the first item of a request waits for others.', '5s', '1s', '30s'),
  },
  { ...closed, description: 'How much is sent at once.', default: {}, examples: [{ items: 512, timeout: '1s' }] },
)

const queue = Type.Object(
  {
    size: size('What the queue may take on disk.', '1GiB', '10GiB'),
    age: duration('How long something may wait before it is dropped.', '24h', '6h', '7d'),
    when_full: Type.Enum(['drop_oldest', 'refuse'], {
      description: 'Whether a full queue drops its oldest, or senders are told to come back later.',
      default: 'drop_oldest',
      examples: ['refuse'],
    }),
  },
  { ...closed, description: 'The queue on disk.', default: {}, examples: [{ size: '10GiB', age: '7d' }] },
)

const retry = Type.Object(
  {
    first: duration('The pause after the first failure; each next one is twice as long.', '1s', '5s'),
    last: duration('The longest pause.', '30s', '5m'),
  },
  { ...closed, description: 'When a request is tried again.', default: {}, examples: [{ last: '5m' }] },
)

const tls = Type.Object(
  {
    ca_file: file(
      'Certificates that the destination is checked with, instead of those of the system.',
      '/etc/tls/ca.pem',
    ),
    cert_file: file('Our own certificate, where the destination asks for one.', '/etc/tls/client.pem'),
    key_file: file('The key of that certificate.', '/etc/tls/client.key'),
  },
  { ...closed, description: 'TLS of the connection.', default: {}, examples: [{ ca_file: '/etc/tls/ca.pem' }] },
)
export type TlsSettings = Type.Static<typeof tls>

const auth = Type.Object(
  {
    username: Type.String({ description: 'Name for basic authentication.', default: '', examples: ['123456'] }),
    password: Secret({
      description: 'Password for basic authentication.',
      default: '',
      examples: [fromEnvironment('GRAFANA_TOKEN')],
    }),
    bearer: Secret({
      description: 'Token for bearer authentication.',
      default: '',
      examples: [fromEnvironment('BACKEND_TOKEN')],
    }),
  },
  {
    ...closed,
    description: 'Who we are to the destination: a name and a password, or a token.',
    default: {},
    examples: [{ username: '123456', password: fromEnvironment('GRAFANA_TOKEN') }],
  },
)

const headers = Type.Record(Type.String(), Secret(), {
  description: 'Further headers of each request.',
  default: {},
  examples: [{ 'X-Scope-OrgID': 'shop' }],
})

const timeout = duration('How long a request may take, from connecting to the last byte of the answer.', '10s', '30s')

const endpoint = (description: string, ...examples: string[]) =>
  Type.String({
    description,
    pattern: '^https?://',
    patternErrorMessage: 'a URL that begins with http:// or https://',
    examples,
  })

const compression = <Kind extends Compression>(...kinds: Kind[]) =>
  Type.Enum(kinds, { description: 'How requests are compressed.', default: 'gzip', examples: kinds })

const signalsAmong = (taken: readonly (typeof signals)[number][]) =>
  Type.Array(Type.Enum([...taken]), {
    description: 'What is sent there.',
    minItems: 1,
    uniqueItems: true,
    default: [...taken],
    examples: [taken.slice(0, 1)],
  })

const name = Type.String({
  description: 'What the destination is called in counters and messages; its queue is a folder of this name.',
  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$',
  patternErrorMessage: 'up to 63 letters, digits, _ and -, of which the first is a letter or a digit',
  examples: ['grafana'],
})

const sampling = Type.Optional(samplingSettings)

/** What every destination has, and `more`. */
const destination = <Kind extends string, More extends Type.TProperties>(type: Kind, description: string, more: More) =>
  Type.Object(
    {
      name,
      type: Type.Literal(type, { description: 'How it is spoken to.', examples: [type] }),
      ...more,
      sampling,
      batch,
      queue,
      retry,
    },
    { ...closed, description },
  )

const connection = { headers, auth, timeout, tls }

const otlpHttp = destination('otlp_http', 'OTLP over HTTP, as protobuf.', {
  endpoint: endpoint(
    'Where to, without the path of a signal: /v1/traces and its like are added.',
    'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp',
    'http://collector:4318',
  ),
  ...connection,
  compression: compression('gzip', 'zstd', 'none'),
  signals: signalsAmong(signals),
})

const otlpGrpc = destination('otlp_grpc', 'OTLP over gRPC.', {
  endpoint: endpoint('Where to; http:// is without TLS.', 'https://collector:4317', 'http://collector:4317'),
  ...connection,
  compression: compression('gzip', 'none'),
  signals: signalsAmong(signals),
})

const zipkin = destination('zipkin', 'Spans in the JSON of Zipkin, version 2.', {
  endpoint: endpoint('Where to, in full.', 'http://zipkin:9411/api/v2/spans'),
  ...connection,
  compression: compression('gzip', 'none'),
  signals: signalsAmong(['traces']),
})

const prometheus = destination('prometheus_remote_write', 'Metrics by the remote write protocol of Prometheus, 1.0.', {
  endpoint: endpoint('Where to, in full.', 'http://prometheus:9090/api/v1/write'),
  ...connection,
  signals: signalsAmong(['metrics']),
})

const jsonFile = destination('file', 'A file with one request in the JSON of OTLP on each line.', {
  path: Type.String({ description: 'The file; its folder has to be there.', examples: ['/var/log/traces.jsonl'] }),
  rotate_size: size('A file that would be larger is renamed to `path.1`, and a new one begun.', '100MiB', '1GiB'),
  rotate_files: Type.Integer({
    description: 'How many renamed files are kept.',
    minimum: 1,
    default: 5,
    examples: [20],
  }),
  signals: signalsAmong(['traces', 'metrics', 'logs']),
})

export const destinationSettings = Type.Union([otlpHttp, otlpGrpc, zipkin, prometheus, jsonFile])
export type DestinationSettings = Type.Static<typeof destinationSettings>
export type DestinationOf<Kind extends DestinationSettings['type']> = Extract<DestinationSettings, { type: Kind }>

export const forwardSettings = Type.Array(destinationSettings, {
  description: 'Destinations that everything is sent on to, each with a queue on disk.',
  default: [],
  examples: [
    [{ name: 'grafana', type: 'otlp_http', endpoint: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp' }],
  ],
})
export type ForwardSettings = Type.Static<typeof forwardSettings>
