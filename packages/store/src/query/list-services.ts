import type { Database } from '../database/database.ts'
import { RowReader } from '../rowbinary/reader.ts'
import { clause, rangeConditions, rangeParameters, type TimeRange } from './time-range.ts'

const sql = (range: TimeRange): string => `
SELECT DISTINCT arrayJoin(Services) AS Service
FROM otel_traces_summary
${clause('WHERE', ["Service != ''", ...rangeConditions(range, 'Start', 'End')])}
ORDER BY Service
FORMAT RowBinary`

/** Names of the services that were at work within the range, sorted. */
export async function listServices(database: Pick<Database, 'query'>, range: TimeRange): Promise<readonly string[]> {
  const from = new RowReader(await database.query(sql(range), rangeParameters(range)))
  const services: string[] = []
  while (!from.atEnd) services.push(from.text())
  return services
}
