import type { Codec } from './codecs.ts'
import type { RowReader } from './reader.ts'
import type { RowWriter } from './writer.ts'

/** A column of a table, as it is declared and read. */
export interface Column<out Out> {
  readonly type: string
  readonly read: (from: RowReader) => Out
}

/** Column names in the order of their bytes in a row. */
export type Columns = Readonly<Record<string, Column<unknown>>>

/** A column that is written of an object: what it takes from it, and how that is encoded. */
export interface ObjectColumn<in Source, out Out> extends Column<Out> {
  readonly write: (out: RowWriter, source: Source) => void
}

export type ObjectColumns<Source> = Readonly<Record<string, ObjectColumn<Source, unknown>>>

/** What a row reads back as. */
export type RowOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Column<infer Out> ? Out : never
}

export const column = <Source, In, Out>(
  { type, write, read }: Codec<In, Out>,
  of: (source: Source) => In,
): ObjectColumn<Source, Out> => ({ type, write: (out, source) => write(out, of(source)), read })

export function writeRow<Source>(columns: ObjectColumns<Source>, out: RowWriter, source: Source): void {
  for (const name in columns) columns[name]?.write(out, source)
}

export function readRow<Table extends Columns>(columns: Table, from: RowReader): RowOf<Table> {
  const row: Record<string, unknown> = {}
  for (const name in columns) row[name] = columns[name]?.read(from)
  // Every name of the table was just read by its own column: the one place where that is said instead of shown.
  return row as RowOf<Table>
}

/** `name type, …`: the structure argument of the table function `file`. */
export const structureOf = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, column]) => `${quoted(name)} ${fileTypeOf(column)}`)
    .join(', ')

/**
 * The type of a column in a file. The bytes of a LowCardinality are those of its texts, but reading them as one looks each up
 * in a dictionary, row by row: 2 µs of the 5 that a row took to load. Making the dictionaries of whole columns takes 0.5.
 */
export const fileTypeOf = ({ type }: { readonly type: string }): string =>
  type.replaceAll('LowCardinality(String)', 'String')

/** The list of columns of an INSERT or SELECT. */
export const namesOf = (columns: Columns): string => Object.keys(columns).map(quoted).join(', ')

const quoted = (name: string): string => `\`${name}\``
