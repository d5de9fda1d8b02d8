/**
 * What redaction costs a span, for whoever changes something on its way, in copies of `packages/server/src` by turns:
 *
 *     node --conditions=throughline-source bench/redact.ts [--rounds N] [FOLDER]…
 *
 * A copy needs a `node_modules` above it, or a link to one. Spans are of four kinds, with six attributes and nothing to redact,
 * and each has an id, a path and a URL of its own. It is CPU time, and the least of all rounds: what else the machine does
 * only adds to it.
 */
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type KeyValue,
  type Result,
  readTracesProto,
  type Span,
  type SpanId,
  type TraceId,
  unixNano,
  writeTracesProto,
} from '@throughline/otlp'
import { type Row, table } from './support/table.ts'

const spansPerRequest = 500
/** With more texts that differ than are remembered. */
const requestCount = 60
const statement = 'SELECT id, name FROM users WHERE id = $1'
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'

type Entries = Readonly<Record<string, string | number>>

const attributesOf = (entries: Entries): KeyValue[] =>
  Object.entries(entries).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { kind: 'string', value } : { kind: 'int', value: BigInt(value) },
  }))

const kinds: readonly ((id: string) => Entries)[] = [
  id => ({
    'http.request.method': 'GET',
    'url.path': `/users/${id}`,
    'http.route': '/users/:id',
    'http.response.status_code': 200,
    'server.address': 'shop.example.com',
    'user_agent.original': agent,
  }),
  () => ({
    'db.system.name': 'postgresql',
    'db.query.text': statement,
    'db.operation.name': 'SELECT',
    'server.address': 'db',
    'server.port': 5432,
    'db.namespace': 'shop',
  }),
  id => ({
    'http.request.method': 'GET',
    'url.full': `https://api.example.com/v1/orders/${id}?page=2`,
    'http.response.status_code': 200,
    'server.address': 'api.example.com',
    'server.port': 443,
    'network.protocol.version': '1.1',
  }),
  () => ({
    'code.function.name': 'renderPage',
    'app.step': 'render',
    'app.count': 12,
    'app.level': 3,
    'thread.name': 'main',
    'app.tenant': 'acme',
  }),
]

function spanOf(number: number): Span {
  const id = String(number * 7919 + 100_000)
  return {
    traceId: id.padStart(32, '0') as TraceId,
    spanId: id.padStart(16, '0') as SpanId,
    traceState: '',
    parentSpanId: id.padStart(16, '1') as SpanId,
    flags: 0x101,
    name: 'GET /users/:id',
    kind: 2,
    startTimeUnixNano: unixNano(1_767_323_045_123_456_789n),
    endTimeUnixNano: unixNano(1_767_323_045_223_456_789n),
    attributes: attributesOf(kinds[number % kinds.length]?.(id) ?? {}),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
  }
}

function requestOf(requestNumber: number): Uint8Array {
  const first = requestNumber * spansPerRequest
  const spans = Array.from({ length: spansPerRequest }, (_, index) => spanOf(first + index))
  const resource = { attributes: attributesOf({ 'service.name': 'shop' }), droppedAttributesCount: 0, entityRefs: [] }
  const scope = { name: 'bench', version: '', attributes: [], droppedAttributesCount: 0 }
  return writeTracesProto({
    resourceSpans: [{ resource, scopeSpans: [{ scope, spans, schemaUrl: '' }], schemaUrl: '' }],
  })
}

/** What is asked of a copy; each has its own. */
interface Copy {
  loadConfig(source: { environment: object }): Result<{ readonly redact: object }>
  openRedactor(settings: object): { redact(signal: 'traces', bytes: Uint8Array): Result<Uint8Array> }
}

async function redactorOf(folder: string) {
  const { loadConfig } = (await import(resolve(folder, 'config/load-config.ts'))) as Copy
  const { openRedactor } = (await import(resolve(folder, 'redact/redactor.ts'))) as Copy
  const config = loadConfig({ environment: {} })
  assert.ok(config.ok)
  const redactor = openRedactor(config.value.redact)
  return (bytes: Uint8Array) => {
    const result = redactor.redact('traces', bytes)
    assert.ok(result.ok && result.value === bytes)
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '20' } },
})
const folders = positionals.length > 0 ? positionals : ['packages/server/src']
const variants = new Map<string, (bytes: Uint8Array) => unknown>([['readTracesProto, for comparison', readTracesProto]])
for (const folder of folders) variants.set(folder, await redactorOf(folder))
const requests = Array.from({ length: requestCount }, (_, number) => requestOf(number))
const leastMicros = new Map<string, number>()
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, run] of variants) {
    const start = process.cpuUsage()
    for (const bytes of requests) run(bytes)
    const micros = process.cpuUsage(start).user / (requestCount * spansPerRequest)
    leastMicros.set(name, Math.min(micros, leastMicros.get(name) ?? Infinity))
  }
}
const bytesPerSpan = Math.round(
  requests.reduce((sum, { length }) => sum + length, 0) / (requestCount * spansPerRequest),
)
const rows = [...leastMicros].map(([what, cpuMicrosPerSpan]): Row => ({ what, cpuMicrosPerSpan, bytesPerSpan }))
process.stdout.write(`${table(rows)}\n`)
