import type { Database } from '../database/database.ts'
import { partsOfSize } from '../limits.ts'
import { numberIn, readEngines } from './engines.ts'

const setting = 'max_bytes_to_merge_at_max_space_in_pool'

/** Parts are merged up to a share of what the store may hold, so that dropping the oldest one never drops most of it. */
export async function applyPartSize(database: Database, sizeBytes: number | undefined): Promise<void> {
  const wanted = sizeBytes === undefined ? undefined : Math.ceil(sizeBytes / partsOfSize)
  const change = wanted === undefined ? `RESET SETTING ${setting}` : `MODIFY SETTING ${setting} = ${wanted}`
  for (const [table, engine] of await readEngines(database)) {
    if (numberIn(engine, new RegExp(`${setting} = (\\d+)`)) !== wanted)
      await database.command(`ALTER TABLE ${table} ${change}`)
  }
}
