import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openTestSampler, temporaryFolder, untilStats } from './testing/sampler.ts'

const program = fileURLToPath(new URL('./testing/sample-until-killed.ts', import.meta.url))
const rounds = 8
const firstSpanOf = (round: number) => 1 + round * 1_000_000

/** Lets the program take spans until so many are acknowledged, kills it, and gives all that it acknowledged. */
async function takeAndKill(t: TestContext, folder: string, round: number, acknowledgements: number): Promise<number[]> {
  const flags = ['--conditions=throughline-source', program]
  const child = spawn(process.execPath, [...flags, folder, String(firstSpanOf(round)), String(round)], {
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

interface HandedOver {
  readonly round: number
  readonly spans: readonly number[]
}

/** What was handed over, without the lines in which the program died. */
function readOutput(folder: string): readonly HandedOver[] {
  return readFileSync(join(folder, 'output'), 'utf8')
    .split('\n')
    .flatMap(line => (line.endsWith('}') ? [JSON.parse(line)] : []))
}

const isOfKeptTrace = (span: number) => Math.floor(span / 4) % 3 === 0

test('every acknowledged span is decided after the process was killed again and again, and once', async t => {
  const folder = await temporaryFolder(t)
  const acknowledged: number[] = []
  for (let round = 0; round < rounds; round++) {
    const acknowledgements = 1 + Math.floor(Math.random() ** 2 * 2000)
    t.diagnostic(`round ${round}: killed after ${acknowledgements} acknowledgements`)
    acknowledged.push(...(await takeAndKill(t, folder, round, acknowledgements)))
  }

  const last = await openTestSampler(t, { folder: join(folder, 'pending'), waitMs: 0 })
  await untilStats(last, ({ pendingSpans }) => pendingSpans === 0)
  const ofLast = last.output.spans().map(({ spanId }) => Number.parseInt(spanId, 16))
  const output = [...readOutput(folder), { round: rounds, spans: ofLast }]

  const handedOver = new Set(output.flatMap(({ spans }) => spans))
  assert.deepEqual(
    acknowledged.filter(span => isOfKeptTrace(span) !== handedOver.has(span)),
    [],
  )
  assert.deepEqual(spansHandedOverAgain(output), [])
  assert.deepEqual(last.told, [])
})

/**
 * Without the last payload of each round: the process may have died between the output's yes and the note of it, and then
 * it is handed over once more.
 */
function spansHandedOverAgain(output: readonly HandedOver[]): readonly number[] {
  const seen = new Set<number>()
  return output.flatMap(({ round, spans }, at) => {
    const again = spans.filter(span => seen.has(span))
    if (output[at + 1]?.round === round) for (const span of spans) seen.add(span)
    return again
  })
}
