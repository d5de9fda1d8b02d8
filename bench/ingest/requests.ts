import {
  type KeyValue,
  readSpanBatch,
  type SpanId,
  spanWord,
  startAt,
  type TraceId,
  unixNano,
  writeTracesProto,
} from '@throughline/otlp'

/** Spans of a trace: an entry, and what it calls, over two or three services. */
const spansPerTrace = 10
const services = ['gateway', 'users', 'orders', 'stock', 'mail'] as const
const routes = [
  '/users/:id',
  '/orders',
  '/orders/:id',
  '/stock/:sku',
  '/mail/:id',
  '/health',
  '/carts/:id',
  '/prices',
] as const

/** A request to be sent again and again: `renew` gives its spans new ids and the time, where they stand in its bytes. */
export interface Request {
  readonly bytes: Buffer
  readonly spanCount: number
  /** Returns the id of the first trace. */
  renew(firstTraceNumber: number): string
  readonly traceCount: number
}

export function createRequest(spanCount: number, senderNumber: number): Request {
  const bytes = Buffer.from(writeTracesProto({ resourceSpans: groupsOf(spanCount, senderNumber) }))
  const batch = readSpanBatch(bytes)
  if (!batch.ok) throw new Error(batch.error)
  const { ints, wordsPerRecord } = batch.value.index.spans
  const spans = Array.from({ length: spanCount }, (_, record) => {
    const startOf = (word: number) => ints[record * wordsPerRecord + word] ?? 0
    const idAt = (word: number) => startAt(bytes, startOf(word))
    const parentRef = startOf(spanWord.parentSpanId)
    return {
      traceAt: idAt(spanWord.traceId),
      spanAt: idAt(spanWord.spanId),
      parentAt: parentRef === 0 ? undefined : startAt(bytes, parentRef),
      startAt: startOf(spanWord.startTime),
      endAt: startOf(spanWord.endTime),
      // Groups are by service, so the place in the request is no longer that in the trace.
      number: Number.parseInt(batch.value.spanIdHex(record), 16) & 0xffff,
    }
  })
  return {
    bytes,
    spanCount,
    traceCount: Math.ceil(spanCount / spansPerTrace),
    renew(firstTraceNumber) {
      const nowNano = BigInt(Date.now()) * 1_000_000n
      for (const { traceAt, spanAt, parentAt, startAt, endAt, number } of spans) {
        const trace = firstTraceNumber + Math.floor(number / spansPerTrace)
        bytes.writeUInt32BE(trace, traceAt + 12)
        bytes.writeUInt32BE(trace, spanAt)
        if (parentAt !== undefined) bytes.writeUInt32BE(trace, parentAt)
        bytes.writeBigUInt64LE(nowNano, startAt)
        bytes.writeBigUInt64LE(nowNano + BigInt(number) * 1_000_000n, endAt)
      }
      return bytes.toString('hex', spans[0]?.traceAt, (spans[0]?.traceAt ?? 0) + 16)
    },
  }
}

function groupsOf(spanCount: number, senderNumber: number) {
  const numbers = Array.from({ length: spanCount }, (_, number) => number)
  return services
    .map((service, at) => ({
      resource: { attributes: resourceOf(service), droppedAttributesCount: 0, entityRefs: [] },
      scopeSpans: [
        {
          scope: { name: '@throughline/node', version: '0.1.0', attributes: [], droppedAttributesCount: 0 },
          spans: numbers.filter(number => serviceOf(number) === at).map(number => spanOf(number, senderNumber)),
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    }))
    .filter(({ scopeSpans: [scope] }) => scope !== undefined && scope.spans.length > 0)
}

/** A small request comes from one service, a large one is what a collector has gathered. */
const serviceOf = (number: number): number => Math.floor(number / spansPerTrace) % services.length

const resourceOf = (service: string): readonly KeyValue[] => [
  text('service.name', service),
  text('service.version', '1.4.2'),
  text('telemetry.sdk.language', 'nodejs'),
  text('telemetry.sdk.name', 'throughline'),
  text('host.name', 'ip-10-0-12-34'),
  int('process.pid', 4711),
]

const spanOf = (number: number, senderNumber: number) => ({
  traceId: (hex(senderNumber + 1, 24) + hex(0, 8)) as TraceId,
  spanId: (hex(0, 8) + hex(((senderNumber << 16) | number) >>> 0, 8)) as SpanId,
  traceState: '',
  parentSpanId: (number % spansPerTrace === 0
    ? ''
    : hex(0, 8) + hex(((senderNumber << 16) | (number - 1)) >>> 0, 8)) as SpanId,
  flags: 0x101,
  name: `GET ${routes[number % routes.length]}`,
  kind: number % spansPerTrace === 0 ? 2 : 3,
  startTimeUnixNano: unixNano(1n),
  endTimeUnixNano: unixNano(1n),
  attributes: [
    text('http.request.method', 'GET'),
    text('url.path', `/users/${1000 + ((number * 7919) % 9000)}`),
    text('http.route', routes[number % routes.length] ?? ''),
    int('http.response.status_code', 200),
    text('server.address', `${services[number % services.length]}.internal`),
    int('server.port', 8080),
  ],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: number % 97 === 0 ? 2 : 0, message: '' },
})

const text = (key: string, value: string): KeyValue => ({ key, value: { kind: 'string', value } })
const int = (key: string, value: number): KeyValue => ({ key, value: { kind: 'int', value: BigInt(value) } })
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
