import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { startServer } from './harness/server.ts'
import { until } from './harness/until.ts'

/** Without the condition for sources, this is what an app installs: bundles, and the exporter's thread beside them. */
const app = `
  const server = require('node:http').createServer((request, response) => response.end('hello'))
  server.listen(0, async () => {
    await (await fetch('http://127.0.0.1:' + server.address().port)).text()
    process.exit()
  })
`

for (const flag of ['--import', '--require']) {
  test(`the built SDK, loaded by ${flag}, delivers the spans of an app that exits at once`, async t => {
    const server = await startServer()
    t.after(() => server.stop())
    const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttpUrl, OTEL_SERVICE_NAME: 'built' }
    const child = spawn(process.execPath, [flag, '@throughline/node/register', '-e', app], { env, stdio: 'inherit' })
    assert.deepEqual(await once(child, 'exit'), [0, null])
    const trace = await until('both spans', async () =>
      (await server.listTraces()).find(({ spanCount }) => spanCount === 2),
    )
    assert.deepEqual([trace.rootName, trace.services], ['GET', ['built']])
  })
}
