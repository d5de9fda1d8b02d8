import { appendFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openTailSampler } from '../tail-sampler.ts'
import { askingSpan, keepAsked, payloadOf, policiesOf, spanIdOf, spansIn, traceIdOf } from './sampler.ts'

/*
 * A program: `sample-until-killed.ts <folder> <first span> <round>`. Takes one span after the other, eight at a time under
 * way, four to a trace, of which every third is kept; prints the number of each that was taken. What is handed over
 * becomes a line of `output`. Small files, so that it dies at every stage of theirs.
 */
const [folder = '', first = '', round = ''] = process.argv.slice(2)
const outputPath = join(folder, 'output')

const opened = await openTailSampler({
  policies: policiesOf(keepAsked),
  waitMs: 20,
  waitAfterRootMs: 0,
  folder: join(folder, 'pending'),
  limits: { segmentBytes: 5_000, tickMs: 1 },
  outputFreeBytes: 0,
  output: {
    requireRoom: () => undefined,
    async take(payload) {
      const spans = spansIn(payload).map(({ spanId }) => Number.parseInt(spanId, 16))
      appendFileSync(outputPath, `${JSON.stringify({ round: Number(round), spans })}\n`)
    },
  },
  tell: sentence => console.error(sentence),
})
if (!opened.ok) throw new Error(opened.error)
const sampler = opened.value

// Ends the line that the last round may have died in.
appendFileSync(outputPath, '\n')
let next = Number(first)

async function takeForever(): Promise<never> {
  for (;;) {
    const number = next++
    const trace = Math.floor(number / 4)
    await sampler.take(
      payloadOf(askingSpan(trace % 3 === 0, { traceId: traceIdOf(trace + 1), spanId: spanIdOf(number) })),
    )
    writeSync(1, `${number}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, takeForever))
