/** Who is the reason that a segment did not load. */
export type Blame = 'segment' | 'database' | 'unknown'

/** ClickHouse's numbers for bytes that are not what their header says; no later attempt can do better. */
const badBytes = new Set(['6', '9', '16', '27', '32', '33', '49', '53', '70', '117', '128', '131'])

/** Out of memory, disk, parts, time or reach: the same segment loads once the database is well again. */
const unwell = new Set(['74', '75', '76', '159', '164', '202', '203', '209', '210', '236', '241', '242', '243', '252'])

export function blameOf(error: unknown): Blame {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (badBytes.has(code)) return 'segment'
  return unwell.has(code) ? 'database' : 'unknown'
}
