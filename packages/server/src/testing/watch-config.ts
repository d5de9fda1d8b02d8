import { writeSync } from 'node:fs'
import { loadConfig } from '../config/load-config.ts'
import { watchConfig } from '../config/watch-config.ts'

/*
 * A program: `watch-config.ts <file>`. Prints a line of JSON when it watches, for each sentence that is told and for each
 * change, until its stdin ends.
 */
const [file = ''] = process.argv.slice(2)
const print = (event: object) => writeSync(1, `${JSON.stringify(event)}\n`)

const config = loadConfig({ file, environment: process.env })
if (!config.ok) throw new Error(config.error)
const watch = watchConfig({
  source: { file, environment: process.env },
  config: config.value,
  onChange: async (next, previous) => {
    // Later than the next change could be read, were it not waited for.
    await new Promise(setImmediate)
    if (next.ui.listen.endsWith(':13')) throw new Error('13 is no port for us')
    print({ from: previous.ui.listen, to: next.ui.listen })
  },
  tell: sentence => print({ told: sentence }),
})
process.stdin.on('end', watch.close).resume()
print({ watching: file })
