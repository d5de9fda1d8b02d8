import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '@throughline/store'
import { NoRoom } from '../pipeline/payload.ts'
import { requests } from '../testing/requests.ts'
import { storeOutput } from './store-output.ts'

test('a store whose database is too far behind has no room, in the words of the pipeline, and counts it', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-output-'))
  const opened = await openStore({ folder, limits: { pendingSegments: 0 } })
  assert.ok(opened.ok)
  t.after(async () => {
    await opened.value.close()
    await rm(folder, { recursive: true })
  })
  const payload = { signal: 'traces', bytes: requests.traces.proto, itemCount: 2 } as const
  const isNoRoom = (error: unknown) => error instanceof NoRoom && /too far behind/.test(error.message)
  assert.throws(() => storeOutput(opened.value).requireRoom(payload), isNoRoom)
  await assert.rejects(storeOutput(opened.value).take(payload), isNoRoom)
  assert.equal(opened.value.stats().refusedAppends.busy, 2)
})
