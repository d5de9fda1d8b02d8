import type { ApiError, ReceiverPorts, ServiceList, TraceList, TraceSummary } from '@throughline/api'
import { type TraceId, writeTracesJson, writeTracesProto } from '@throughline/otlp'
import type { Store, TraceSummary as StoredSummary } from '@throughline/store'
import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { parseTimeRange, parseTraceFilter } from './filter.ts'

type Questions = Pick<Store, 'listTraces' | 'readTrace' | 'listServices'>

const protobufType = 'application/x-protobuf'

/** Our own query API, under `/api`. */
export function queryRoutes(store: Questions, readReceiverPorts: () => ReceiverPorts): Hono {
  const routes = new Hono()

  routes.use(async (context, next) => {
    await next()
    // New spans arrive all the time, also for a trace that was read before.
    context.header('Cache-Control', 'no-store')
  })

  routes.get('/traces', async context => {
    const filter = parseTraceFilter(new URL(context.req.url).searchParams)
    if (!filter.ok) return context.json(apiError(filter.error), 400)
    const traces = await store.listTraces(filter.value)
    return context.json({ traces: traces.map(toWire) } satisfies TraceList)
  })

  routes.get('/traces/:traceId', async context => {
    const traceId = context.req.param('traceId').toLowerCase()
    if (!isTraceId(traceId)) return context.json(apiError('a trace id is 32 hexadecimal digits'), 400)
    const trace = await store.readTrace(traceId)
    if (!trace) return context.json(apiError(`no trace ${traceId} is stored`), 404)
    context.header('Vary', 'Accept')
    const supports = ['application/json', protobufType]
    const type = accepts(context, { header: 'Accept', supports, default: 'application/json' })
    if (type !== protobufType) return context.body(writeTracesJson(trace), 200, { 'Content-Type': 'application/json' })
    return context.body(new Uint8Array(writeTracesProto(trace)), 200, { 'Content-Type': protobufType })
  })

  routes.get('/services', async context => {
    const range = parseTimeRange(new URL(context.req.url).searchParams)
    if (!range.ok) return context.json(apiError(range.error), 400)
    const services = await store.listServices(range.value)
    return context.json({ services } satisfies ServiceList)
  })

  routes.get('/receivers', context => context.json(readReceiverPorts()))

  routes.all('*', context => context.json(apiError(`there is nothing at ${context.req.path}`), 404))
  return routes
}

function toWire(summary: StoredSummary): TraceSummary {
  const { startUnixNano, durationNano } = summary
  return { ...summary, startUnixNano: String(startUnixNano), durationNano: String(durationNano) }
}

function isTraceId(text: string): text is TraceId {
  return /^[0-9a-f]{32}$/.test(text)
}

/** Sentences of ours that people read on their own begin with a capital and end with a full stop. */
export function apiError(sentence: string): ApiError {
  return { error: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.` }
}
