import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { askingSpan, openTestSampler, payloadOf, traceIdOf, untilStats } from './testing/sampler.ts'

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

test('a full disk refuses spans, and takes them again once what waited is decided', { skip }, async t => {
  const sampler = await openTestSampler(t, { folder })
  const taken: string[] = []
  const take = async (): Promise<string> => {
    const traceId = traceIdOf(taken.length + 1)
    await sampler.take(payloadOf(...Array.from({ length: 20 }, () => askingSpan(true, { traceId }))))
    taken.push(traceId)
    return ''
  }
  const reasonOf = (error: Error) => error.message

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
