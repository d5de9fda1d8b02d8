import { writeSync } from 'node:fs'
import { openForwarder } from '../forwarder.ts'
import { settingsOf } from './settings.ts'
import { spansNamed } from './spans.ts'

/*
 * A program: `take-until-killed.ts <folder> <url> <first span>`. Takes one span after the other, eight at a time under way,
 * and prints the number of each that was acknowledged. Small segments and batches, so that it dies at every stage of theirs.
 */
const [folder = '', endpoint = '', first = ''] = process.argv.slice(2)
const settings = settingsOf({
  name: 'crash',
  type: 'otlp_http',
  endpoint,
  batch: { items: 50, timeout: '2ms' },
  queue: { size: '1MiB' },
  retry: { first: '1ms', last: '10ms' },
})
const opened = await openForwarder({ settings, folder, tell: () => {} })
if (!opened.ok) throw new Error(opened.error)
const forwarder = opened.value
let next = Number(first)

async function takeForever(): Promise<never> {
  for (;;) {
    const number = next++
    await forwarder.take(spansNamed(String(number)))
    writeSync(1, `${number}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, takeForever))
