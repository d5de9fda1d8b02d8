import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openChdb } from './database/chdb.ts'
import { RowReader } from './rowbinary/reader.ts'
import { traceIdOf } from './testing/spans.ts'
import { openOrFail, temporaryFolder } from './testing/temporary-store.ts'

const program = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url))

/** Lets the program append until it acknowledged so many spans, kills it, and gives all that it acknowledged. */
async function appendAndKill(
  t: TestContext,
  { folder, firstSpan, acknowledgements }: { folder: string; firstSpan: number; acknowledgements: number },
): Promise<readonly number[]> {
  const child = spawn(process.execPath, ['--conditions=throughline-source', program, folder, String(firstSpan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const closed = once(child, 'close')
  const acknowledged: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL')
  }
  const [, signal] = await closed
  assert.equal(signal, 'SIGKILL')
  return acknowledged
}

test('every acknowledged span is there exactly once after the process was killed again and again', async t => {
  const folder = await temporaryFolder(t)
  const acknowledged: number[] = []
  for (let round = 0; round < 8; round++) {
    const acknowledgements = 1 + Math.floor(Math.random() ** 2 * 3000)
    t.diagnostic(`round ${round}: killed after ${acknowledgements} acknowledgements`)
    acknowledged.push(...(await appendAndKill(t, { folder, firstSpan: round * 1_000_000, acknowledgements })))
  }

  const store = await openOrFail({ folder })
  await store.flush()
  const trace = await store.readTrace(traceIdOf(7))
  const [summary] = await store.listTraces({ limit: 1 })
  const stats = store.stats()
  await store.close()
  const spans = trace?.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)) ?? []
  const stored = new Set(spans.map(({ spanId }) => Number.parseInt(spanId, 16)))
  assert.deepEqual(
    acknowledged.filter(number => !stored.has(number)),
    [],
  )
  assert.equal(summary?.spanCount, stored.size)
  assert.equal(await countRows(folder), stored.size)
  assert.equal(stats.refusedSegments, 0)
})

async function countRows(folder: string): Promise<number> {
  const opened = await openChdb(join(folder, 'database'))
  assert.ok(opened.ok)
  const answer = await opened.value.query('SELECT count() FROM otel_traces FORMAT RowBinary', {})
  await opened.value.close()
  return Number(new RowReader(answer).uint64())
}
