import { writeSync } from 'node:fs'
import { openStore } from '../index.ts'
import { batchOf, serviceSpans, spanIdOf, spanOf, traceIdOf, tracesOf } from './spans.ts'

/*
 * A program: `append-until-killed.ts <folder> <first span>`. Appends one span after the other, eight at a time under
 * way, and prints the number of each that was acknowledged. Small segments, so that it dies at every stage of theirs.
 */
const [folder = '', first = ''] = process.argv.slice(2)
const opened = await openStore({ folder, limits: { segmentBytes: 20_000, segmentAgeMs: 20 } })
if (!opened.ok) throw new Error(opened.error)
const store = opened.value
let next = Number(first)

async function appendForever(): Promise<never> {
  for (;;) {
    const number = next++
    await store.appendSpans(
      batchOf(tracesOf(serviceSpans('crash', spanOf({ traceId: traceIdOf(7), spanId: spanIdOf(number) })))),
    )
    writeSync(1, `${number}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, appendForever))
