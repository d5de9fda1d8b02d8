import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type Forwarder, openForwarder } from '../forwarder.ts'
import { settingsOf } from './settings.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface OpenOptions {
  readonly folder?: string
  readonly tell?: (sentence: string) => void
}

/** A destination that sends at once and tries again soon, closed when the test ends. */
export async function openTestForwarder(
  t: TestContext,
  written: Record<string, unknown>,
  { folder, tell = () => {} }: OpenOptions = {},
): Promise<Forwarder> {
  const soon = { name: 'test', batch: { timeout: '1ms' }, retry: { first: '1ms', last: '10ms' } }
  const opened = await openForwarder({
    settings: settingsOf({ ...soon, ...written }),
    folder: folder ?? (await temporaryFolder(t)),
    tell,
  })
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  t.after(() => opened.value.close())
  return opened.value
}
