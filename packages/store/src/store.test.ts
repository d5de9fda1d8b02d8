import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyField } from '@throughline/otlp/testing'
import { openTemporaryStore } from './testing/temporary-store.ts'

test('every field of every message comes back as it went in', async t => {
  const store = await openTemporaryStore(t)
  const data = everyField()
  await store.appendSpans(data)
  await store.flush()
  const traceId = data.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.traceId
  assert.ok(traceId)
  assert.deepEqual(await store.readTrace(traceId), data)
})
