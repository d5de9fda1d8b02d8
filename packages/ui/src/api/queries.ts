import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { arrivalPatienceMs, arrivalPollMs, listLength, listPollMs, polledSpans, settledAfterMs } from '../limits.ts'
import { buildTraceModel } from '../model/build.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { type ListFilter, rangeQuery } from '../search/filter.ts'
import { fetchReceiverPorts, fetchServices, fetchTrace, fetchTraces, isNotFound, isUnreachable } from './client.ts'

/** An unreachable server is asked again by the next poll; what was wrong with a question stays wrong. */
const retry = false

/** Whether the list is live is not part of the question: who stops it keeps what is on screen. */
const questionOf = ({ live: _, ...question }: ListFilter) => question

export const traceListQuery = (filter: ListFilter) =>
  queryOptions({
    queryKey: ['traces', questionOf(filter)],
    queryFn: ({ signal }) => fetchTraces(listQuery(filter), signal),
    refetchInterval: query => (filter.live || isUnreachable(query.state.error) ? listPollMs : false),
    placeholderData: keepPreviousData,
    retry,
  })

function listQuery(filter: ListFilter): URLSearchParams {
  const query = rangeQuery(filter, Date.now())
  if (filter.q) query.set('q', filter.q)
  if (filter.service) query.set('service', filter.service)
  if (filter.text) query.set('text', filter.text)
  if (filter.errors) query.set('errors', 'true')
  query.set('limit', String(listLength))
  return query
}

export const serviceListQuery = (filter: ListFilter) =>
  queryOptions({
    queryKey: ['services', filter.range, filter.from, filter.to],
    queryFn: async ({ signal }) => (await fetchServices(rangeQuery(filter, Date.now()), signal)).services,
    refetchInterval: filter.live ? 5 * listPollMs : false,
    placeholderData: keepPreviousData,
    retry,
  })

export const receiverPortsQuery = queryOptions({
  queryKey: ['receivers'],
  queryFn: ({ signal }) => fetchReceiverPorts(signal),
  retry,
})

/** The trace as a model; asked again while it is not there yet or may still grow. */
export const traceQuery = (client: QueryClient, traceId: string, openedMs: number) =>
  queryOptions<TraceModel>({
    queryKey: ['trace', traceId],
    queryFn: async ({ signal }) => {
      const next = buildTraceModel(await fetchTrace(traceId, signal))
      const previous = client.getQueryData<TraceModel>(['trace', traceId])
      // Spans are only ever added: the same count is the same trace, and keeping the model keeps the screen still.
      return previous?.spanCount === next.spanCount ? previous : next
    },
    refetchInterval: ({ state }) => tracePollMs(state.data, state.error, openedMs, Date.now()),
    // Walking a million spans to find what changed would cost more than painting them.
    structuralSharing: false,
    retry,
  })

/** When to ask for a trace again: while the server is away, while the trace may be on its way, while it may grow. */
export function tracePollMs(
  model: TraceModel | undefined,
  error: unknown,
  openedMs: number,
  nowMs: number,
): number | false {
  const arriving = isNotFound(error) && nowMs - openedMs < arrivalPatienceMs
  return arriving || isUnreachable(error) || mayGrow(model, nowMs) ? arrivalPollMs : false
}

/** A trace whose last span ended just now is probably still arriving. */
function mayGrow(model: TraceModel | undefined, nowMs: number): boolean {
  if (!model || model.spanCount > polledSpans) return false
  const endMs = Number(model.startUnixNano / 1_000_000n) + model.durationNano / 1e6
  return nowMs - endMs < settledAfterMs
}
