import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { askingSpan, collectingOutput, openTestSampler, payloadOf, traceIdOf, untilStats } from './testing/sampler.ts'

/** A file system of its own that is soon full. */
function mountSmallDisk(): { readonly folder: string; readonly skip: string | false } {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder])
  const skip = status === 0 ? false : 'no tmpfs can be mounted here; run the test as root: sudo npm test disk-full'
  return { folder, skip }
}

const { folder, skip } = mountSmallDisk()
after(() => {
  if (skip === false) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
})

const reasonOf = (error: Error) => error.message

test('a full disk refuses spans, and takes them again once what waited is decided', { skip }, async t => {
  const sampler = await openTestSampler(t, { folder: join(folder, 'first'), limits: { freeBytes: 0 } })
  const taken: string[] = []
  const take = async (): Promise<string> => {
    const traceId = traceIdOf(taken.length + 1)
    await sampler.take(payloadOf(...Array.from({ length: 20 }, () => askingSpan(true, { traceId }))))
    taken.push(traceId)
    return ''
  }

  let reason = ''
  while (reason === '') reason = await take().catch(reasonOf)
  assert.match(reason, /ENOSPC|the disk took/)
  assert.ok(taken.length > 10)

  sampler.clock.nowMs = 1000
  await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
  assert.equal(await take().catch(reasonOf), '')
  sampler.clock.nowMs = 2000
  await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
  assert.deepEqual([...new Set(sampler.output.spans().map(({ traceId }) => traceId))], taken)
  assert.equal(sampler.output.spans().length, 20 * taken.length)
})

test('what waits leaves room on the disk for where it goes to', { skip }, async t => {
  const output = collectingOutput()
  const take = output.take.bind(output)
  let handedOver = 0
  output.take = async payload => {
    await writeFile(join(folder, `${handedOver++}.handed-over`), payload.bytes)
    await take(payload)
  }
  const limits = { freeBytes: 192 * 1024, handOverTraces: 1 }
  const sampler = await openTestSampler(t, { folder: join(folder, 'second'), output, outputFreeBytes: 0, limits })
  const taken: string[] = []
  const takeOne = async (): Promise<void> => {
    const traceId = traceIdOf(taken.length + 1)
    await sampler.take(payloadOf(...Array.from({ length: 20 }, () => askingSpan(true, { traceId }))))
    taken.push(traceId)
  }
  let reason = ''
  while (reason === '')
    reason = await takeOne().then(() => new Promise<string>(resolve => setTimeout(resolve, 5, '')), reasonOf)
  assert.equal(reason, 'the disk is almost full: less than 196608 bytes are free')
  assert.equal(sampler.stats().refusedPayloads, 1)
  sampler.clock.nowMs = 1000
  await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
  assert.deepEqual(
    output.spans().map(({ traceId }) => traceId),
    taken.flatMap(traceId => Array.from({ length: 20 }, () => traceId)),
  )
})
