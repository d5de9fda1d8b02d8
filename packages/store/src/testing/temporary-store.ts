import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openStore, type Store, type StoreOptions } from '../index.ts'

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'throughline-store-'))
const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

/** A folder that is removed when the test ends. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await newFolder()
  t.after(() => removeFolder(folder))
  return folder
}

export async function openOrFail(options: StoreOptions): Promise<Store> {
  const opened = await openStore(options)
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  return opened.value
}

/** A store on a folder of its own, closed when the test ends. chDB opens one folder at a time, so tests run in turn. */
export async function openTemporaryStore(t: TestContext, options: Partial<StoreOptions> = {}): Promise<Store> {
  const folder = await newFolder()
  const store = await openOrFail({ folder, ...options })
  t.after(async () => {
    await store.close()
    await removeFolder(folder)
  })
  return store
}
