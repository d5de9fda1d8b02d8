import { type Context, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { grpcCodeNames } from '../../grpc-code-names.ts'
import { maxKnownRpcMethods } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import type { RecordedSpan } from '../../trace/span.ts'
import type { TraceParent } from '../../trace/trace-parent.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { splitHost } from '../http/urls.ts'

/** How a call ended. */
export interface GrpcStatus {
  readonly code: number
  readonly details?: unknown
}

/** The others are mistakes of the client's. */
const serverErrors = new Set(['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'])

/** Undefined while tracing is off: what was patched stays so. */
let tracer: RecordingTracer | undefined

export const grpcTracer = (): RecordingTracer | undefined => tracer

export function setGrpcTracer(current: RecordingTracer | undefined): void {
  tracer = current
}

const known = new Map<string, SharedAttributes>()

/** @param target the server that a client calls: `dns:orders:50051`; of a server's own spans empty */
export function startGrpcSpan(
  started: RecordingTracer,
  kind: SpanKind,
  path: string,
  target: string,
  parent: TraceParent | undefined,
  context: Context | undefined,
): RecordedSpan {
  // `/shop.Orders/Get`
  const span = started.startChild(path.slice(1), kind, parent)
  span.attributes.share(attributesOf(path.slice(1), target))
  started.started(span, context)
  return span
}

function attributesOf(method: string, target: string): SharedAttributes {
  const key = `${target} ${method}`
  const shared = known.get(key) ?? describe(method, target)
  if (known.size >= maxKnownRpcMethods) known.clear()
  known.set(key, shared)
  return shared
}

function describe(method: string, target: string): SharedAttributes {
  const list = new AttributeList()
  list.add('rpc.system.name', 'grpc')
  list.add('rpc.method', method)
  if (target !== '') addServer(list, target)
  return shareAttributes(list)
}

/** `dns:orders:50051`, `dns:///orders:50051`, `unix:/run/orders.sock`, or without a scheme. */
function addServer(list: AttributeList, target: string): void {
  const { host, port } = splitHost(target.replace(/^(dns|ipv4|ipv6|unix|xds):(\/\/[^/]*\/)?/, ''))
  list.add('server.address', host)
  if (port !== undefined) list.add('server.port', port)
}

/** Of a client every status but OK is an error: it asked for something that it did not get. */
export function endGrpcSpan(span: RecordedSpan, { code, details }: GrpcStatus): void {
  const name = grpcCodeNames[code] ?? String(code)
  span.note('rpc.status_code', name)
  // Kinds of OTLP are the API's plus one.
  const isError = span.kind === SpanKind.CLIENT + 1 ? code !== 0 : serverErrors.has(name)
  if (isError) {
    span.note('error.type', name)
    span.setStatus({ code: SpanStatusCode.ERROR, message: typeof details === 'string' ? details : '' })
  }
  span.end()
}
