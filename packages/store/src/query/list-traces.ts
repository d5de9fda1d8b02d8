import type { TraceId, UnixNano } from '@throughline/otlp'
import type { Database } from '../database/database.ts'
import { lookBackGrowth, lookBackNano } from '../limits.ts'
import { list, text } from '../rowbinary/codecs.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { clause, rangeConditions, rangeParameters, type TimeRange } from './time-range.ts'

/** Which traces: all conditions must hold; what is left out or empty does not restrict. The range is that of their starts. */
export interface TraceFilter extends TimeRange {
  /** Name of a service that has a span in the trace. */
  readonly service?: string | undefined
  /** Part of a span's name, status message, or of the value of an attribute of a span or its events; in any case. */
  readonly text?: string | undefined
  /** Only traces in which a span has the status error. */
  readonly errorsOnly?: boolean | undefined
  readonly limit: number
}

export interface TraceSummary {
  readonly traceId: TraceId
  /** Empty while no span without a parent has arrived, as is `rootName`. */
  readonly rootService: string
  readonly rootName: string
  readonly startUnixNano: UnixNano
  /** From the earliest start to the latest end. */
  readonly durationNano: bigint
  readonly spanCount: number
  readonly errorCount: number
  /** Sorted. */
  readonly services: readonly string[]
}

/**
 * Newest first, by the start of the trace.
 *
 * To know a trace its rows must be added up, and to do so with all there ever were costs 150 ms for 100,000 traces. So
 * it looks at those that start shortly before the newest, and farther back while these are too few.
 */
export async function listTraces(
  database: Pick<Database, 'query'>,
  filter: TraceFilter,
): Promise<readonly TraceSummary[]> {
  const { earliest, latest } = await extentOf(database, filter)
  for (let backNano = lookBackNano; latest - backNano > earliest; backNano *= lookBackGrowth) {
    const found = await search(database, { ...filter, fromUnixNano: (latest - backNano) as UnixNano })
    if (found.length >= filter.limit) return found
  }
  return search(database, filter)
}

/** Between which times, as SQL's signed ones, the rows in the range start; both are 0 when there are none. */
async function extentOf(
  database: Pick<Database, 'query'>,
  range: TimeRange,
): Promise<{ readonly earliest: bigint; readonly latest: bigint }> {
  const where = clause('WHERE', rangeConditions(range, 'Start'))
  const sql = `SELECT min(Start), max(Start) FROM otel_traces_summary ${where} FORMAT RowBinary`
  const from = new RowReader(await database.query(sql, rangeParameters(range)))
  return { earliest: BigInt.asIntN(64, from.uint64()), latest: BigInt.asIntN(64, from.uint64()) }
}

async function search(database: Pick<Database, 'query'>, filter: TraceFilter): Promise<readonly TraceSummary[]> {
  const { service = '', text = '', limit } = filter
  const rows = await database.query(sql(filter), { service, text, limit, ...rangeParameters(filter) })
  return readSummaries(new RowReader(rows))
}

const sql = (filter: TraceFilter): string => `
SELECT
  TraceId,
  argMinIfMerge(Root) AS TraceRoot,
  min(Start) AS TraceStart,
  toUInt64(toUnixTimestamp64Nano(max(End)) - toUnixTimestamp64Nano(TraceStart)) AS TraceDuration,
  sum(SpanCount) AS Spans,
  sum(ErrorCount) AS Errors,
  arraySort(arrayFilter(service -> service != '', groupUniqArrayArray(Services))) AS TraceServices
FROM otel_traces_summary
${clause('WHERE', candidateConditions(filter))}
GROUP BY TraceId
${clause('HAVING', traceConditions(filter))}
ORDER BY TraceStart DESC, TraceId
LIMIT {limit:UInt32}
FORMAT RowBinary`

/** Conditions that any one row or span meets: they choose the traces whose rows are then added up. */
function candidateConditions(filter: TraceFilter): readonly string[] {
  const range = rangeConditions(filter, 'Start')
  const starts =
    range.length === 0 ? [] : [`TraceId IN (SELECT TraceId FROM otel_traces_summary ${clause('WHERE', range)})`]
  return filter.text
    ? [...starts, `TraceId IN (SELECT TraceId FROM otel_traces ${clause('WHERE', textConditions(filter))})`]
    : starts
}

/** Conditions on the trace as a whole. */
function traceConditions(filter: TraceFilter): readonly string[] {
  return [
    ...rangeConditions(filter, 'TraceStart'),
    ...(filter.service ? ['has(TraceServices, {service:String})'] : []),
    ...(filter.errorsOnly ? ['Errors > 0'] : []),
  ]
}

/** No span starts before its trace, so the range's beginning spares the scan of what is older. */
function textConditions({ fromUnixNano }: TraceFilter): readonly string[] {
  const contains = (text: string) => `positionCaseInsensitiveUTF8(${text}, {text:String}) > 0`
  const someValue = (map: string) => `arrayExists(value -> ${contains('value')}, mapValues(${map}))`
  const matches = [
    contains('SpanName'),
    contains('StatusMessage'),
    someValue('SpanAttributes'),
    `arrayExists(attributes -> ${someValue('attributes')}, Events.Attributes)`,
  ]
  return [...rangeConditions({ fromUnixNano }, 'Timestamp'), `(${matches.join(' OR ')})`]
}

const services = list(text)

function readSummaries(from: RowReader): readonly TraceSummary[] {
  const summaries: TraceSummary[] = []
  while (!from.atEnd) {
    summaries.push({
      traceId: from.text() as TraceId,
      rootService: from.text(),
      rootName: from.text(),
      startUnixNano: from.uint64() as UnixNano,
      durationNano: from.uint64(),
      spanCount: Number(from.uint64()),
      errorCount: Number(from.uint64()),
      services: services.read(from),
    })
  }
  return summaries
}
