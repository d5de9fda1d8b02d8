import { namesOf, structureOf } from '../rowbinary/columns.ts'
import { traceColumns } from '../schema/span-columns.ts'
import type { LoadableSegment } from './database.ts'

const names = namesOf(traceColumns)
const structure = literal(structureOf(traceColumns))

/**
 * The segment's header names its columns, so a segment left by an older version still loads: what it lacks gets the
 * column's default.
 */
export const loadStatement = ({ id, loadPath }: LoadableSegment): string => `
INSERT INTO otel_traces (${names})
SELECT ${names} FROM file(${literal(loadPath)}, 'RowBinaryWithNamesAndTypes', ${structure})
SETTINGS
  -- A segment loaded again after a crash stores nothing twice, neither here nor in what the views feed.
  insert_deduplication_token = ${literal(id)},
  deduplicate_blocks_in_dependent_materialized_views = 1,
  -- One segment is one block, so that for each day it is stored whole or not at all.
  max_insert_threads = 1,
  min_insert_block_size_rows = 1000000000,
  min_insert_block_size_bytes = 0,
  -- A clock that jumps may spread a segment over any number of days.
  max_partitions_per_insert_block = 0,
  input_format_skip_unknown_fields = 1,
  -- The bytes are the same where an older version said LowCardinality in its header.
  input_format_with_types_use_header = 0`

/** Only for text of our own: ids and paths. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
