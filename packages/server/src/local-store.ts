import { ok, type Result } from '@throughline/otlp'
import type { Store } from '@throughline/store'
import type { OpenOutput } from './outputs/open-output.ts'
import { type RetentionSettings, retentionOf } from './retention/settings.ts'

export interface LocalStore {
  readonly store: Store
  readonly output: OpenOutput
}

/** Imported here and not at the top: half a gigabyte of native code that whoever only forwards has no use for. */
export async function openLocalStore(folder: string, retention: RetentionSettings): Promise<Result<LocalStore>> {
  const { openStore } = await import('@throughline/store')
  const { storeOutput } = await import('./outputs/store-output.ts')
  const store = await openStore({ folder })
  if (!store.ok) return store
  await store.value.retain(retentionOf(retention))
  return ok({ store: store.value, output: storeOutput(store.value) })
}
