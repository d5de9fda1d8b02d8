import type { MetricsData } from '@throughline/otlp'
import type { Database } from '../database/database.ts'
import { namesOf } from '../rowbinary/columns.ts'
import { decodeMetrics } from '../rows/decode-metrics.ts'
import { columnsOfKind, kinds, type MetricKind, metricKinds } from '../schema/metric-columns.ts'
import { clause, rangeConditions, rangeParameters, type TimeRange } from './time-range.ts'

const sql = (kind: MetricKind, range: TimeRange): string => `
SELECT ${namesOf(columnsOfKind(kind))}
FROM ${kinds[kind].table}
${clause('WHERE', ['MetricName = {name:String}', ...rangeConditions(range, 'TimeUnix')])}
ORDER BY TimeUnix, cityHash64(Attributes)
FORMAT RowBinary`

/** The data points of every metric of that name as they were sent, kind by kind, ordered by time. */
export async function readMetric(
  database: Pick<Database, 'query'>,
  name: string,
  range: TimeRange,
): Promise<MetricsData> {
  const parameters = { name, ...rangeParameters(range) }
  const read = async (kind: MetricKind) => decodeMetrics(kind, await database.query(sql(kind, range), parameters))
  const found = await Promise.all(metricKinds.map(read))
  return { resourceMetrics: found.flatMap(({ resourceMetrics }) => resourceMetrics) }
}
