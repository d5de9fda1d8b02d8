import { buffer } from 'node:stream/consumers'
import type { ClickHouseClient } from '@clickhouse/client'
import { createLane } from '../lane.ts'
import type { Table } from '../schema/table.ts'

/** ClickHouse, embedded or remote: what the store needs of it. */
export interface Database {
  /** Changes the schema. */
  command(sql: string): Promise<void>
  /** Asks; the SQL says `FORMAT RowBinary`. Values from outside travel as `{name:Type}` parameters, never as SQL. */
  query(sql: string, parameters: QueryParameters): Promise<Uint8Array>
  /** Puts a segment's rows into the tables. */
  load(segment: LoadableSegment): Promise<void>
  close(): Promise<void>
}

export type QueryParameters = Readonly<Record<string, string | bigint | number>>

/** A closed file of rows in RowBinaryWithNamesAndTypes. */
export interface LoadableSegment {
  readonly id: string
  readonly table: Table
  readonly loadPath: string
}

/** One connection, one statement at a time. */
export function createSession(client: ClickHouseClient) {
  // chDB runs the statements of one connection one after another, and each that waits holds a thread of libuv's four,
  // on which the segments' writes depend as well. So they wait here.
  const lane = createLane()
  return {
    ask: (query: string, query_params: QueryParameters = {}): Promise<Uint8Array> =>
      lane.run(async () => {
        const { stream } = await client.exec({ query, query_params })
        return await buffer(stream)
      }),
    close: (): Promise<void> => lane.run(() => client.close()),
  }
}
