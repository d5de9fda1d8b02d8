/** Who is the reason that a segment did not load. */
export type Blame = 'segment' | 'database' | 'unknown'

/** The bytes are not what their header says; no later attempt can do better. */
const badBytes = new Set([
  'ATTEMPT_TO_READ_AFTER_EOF',
  'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
  'CANNOT_READ_ALL_DATA',
  'INCORRECT_DATA',
  'TOO_LARGE_ARRAY_SIZE',
  'TOO_LARGE_STRING_SIZE',
])

/** No memory, disk, parts, time or reach: the same segment loads once the database is well again. */
const unwell = new Set([
  'ABORTED',
  'CANNOT_OPEN_FILE',
  'CANNOT_READ_FROM_FILE_DESCRIPTOR',
  'CANNOT_WRITE_TO_FILE_DESCRIPTOR',
  'MEMORY_LIMIT_EXCEEDED',
  'NETWORK_ERROR',
  'NOT_ENOUGH_SPACE',
  'NO_FREE_CONNECTION',
  'READONLY',
  'SOCKET_TIMEOUT',
  'TABLE_IS_READ_ONLY',
  'TIMEOUT_EXCEEDED',
  'TOO_MANY_PARTS',
  'TOO_MANY_SIMULTANEOUS_QUERIES',
])

/** By ClickHouse's name for the error; an error without one did not come from it, so it was not reached. */
export function blameOf(error: unknown): Blame {
  const name = error instanceof Error && 'type' in error ? String(error.type) : undefined
  if (name === undefined || unwell.has(name)) return 'database'
  return badBytes.has(name) ? 'segment' : 'unknown'
}
