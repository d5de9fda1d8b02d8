import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const app = fileURLToPath(import.meta.resolve('./apps/greeter.ts'))
const traced = ['--import', import.meta.resolve('@throughline/node/register')]

const listen = async (server: Server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const run = async (nodeArgs: readonly string[], appArgs: readonly string[], endpoint: string) => {
  const child = spawn(process.execPath, ['--conditions=throughline-source', ...nodeArgs, app, ...appArgs], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, exit }
}

const behavesAsUntraced = async (appArgs: readonly string[], endpoint: string) => {
  const untraced = await run([], appArgs, endpoint)
  const withTracing = await run(traced, appArgs, endpoint)
  assert.match(untraced.stdout, /^(200 hello \d+\n){50}$/)
  assert.equal(withTracing.stdout, untraced.stdout)
  assert.deepEqual(withTracing.exit, untraced.exit)
  assert.match(withTracing.stderr, /^(throughline: .*\n)?$/)
}

for (const [end, appArgs] of [
  ['ends by itself', []],
  ['calls process.exit()', ['exit']],
] as const) {
  test(`with no server, a traced app that ${end} does as untraced and prints one line at most`, async () => {
    const left = createServer()
    const endpoint = await listen(left)
    left.close()
    await once(left, 'close')
    await behavesAsUntraced(appArgs, endpoint)
  })

  test(`with a server that never answers, a traced app that ${end} does as untraced and prints one line at most`, async () => {
    let asked = 0
    const silent = createServer(() => {
      asked += 1
    })
    try {
      await behavesAsUntraced(appArgs, await listen(silent))
      assert.ok(asked > 0, 'the app was traced')
    } finally {
      silent.close()
      silent.closeAllConnections()
    }
  })
}
