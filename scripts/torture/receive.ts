/** `npm run torture:receive [damaged inputs of each kind]`: what the receivers stand, in a few minutes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setInterval } from 'node:timers/promises'
import { type Server, startServer } from '../../tests/harness/server.ts'
import { testFlags } from '../test-flags.ts'
import { openSlowClient, slownesses } from './slow-clients.ts'

const INPUTS = 20_000
const CONNECTIONS = 2_000
const ROUNDS = 5
/** A second for the server to look, and as much again for a busy machine. */
const LATE_MS = 4_000
/** A hundred kilobytes for each, which is twice of what was measured: its socket, its parser, its request. */
const GROWTH_BYTES_MAX = 200 * 1024 * 1024

const root = join(import.meta.dirname, '../..')

function damageInputs(inputs: string): void {
  const env = { ...process.env, THROUGHLINE_TORTURE_INPUTS: inputs }
  // Without the time that a test has: a million inputs take an hour.
  const flags = testFlags.filter(flag => !flag.startsWith('--test-timeout'))
  const file = 'packages/server/src/receive/torture.test.ts'
  const { status } = spawnSync(process.execPath, [...flags, file], { cwd: root, stdio: 'inherit', env })
  assert.equal(status, 0)
}

/** Clients that send a byte a second, of what is allowed to be long: each is cut off in its time, and others are served. */
async function trickle(server: Server): Promise<void> {
  const before = await residentBytes(server)
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, at) => {
      const slowness = slownesses[at % slownesses.length]
      assert.ok(slowness)
      return openSlowClient(slowness, server)
    }),
  )
  const startMs = performance.now()
  const during = { residentBytes: 0 }
  for await (const _ of setInterval(1_000)) {
    for (const client of clients) client.sendByte()
    assert.equal(await postEmpty(server), 200)
    during.residentBytes = Math.max(during.residentBytes, await residentBytes(server))
    const late = clients.find(
      ({ isGone, slowness }) => !isGone && performance.now() - startMs > slowness.cutOffMs + LATE_MS,
    )
    assert.equal(late?.slowness.name, undefined)
    if (clients.every(({ isGone }) => isGone)) break
  }
  for (const slowness of slownesses) {
    const own = clients.filter(client => client.slowness === slowness)
    const goneAfterMs = own.map(client => client.goneAfterMs)
    const [first, last] = [Math.min(...goneAfterMs), Math.max(...goneAfterMs)].map(ms => (ms / 1000).toFixed(1))
    console.log(`${own.length} clients, slow with ${slowness.name}: gone after ${first} to ${last} s`)
    assert.ok(own.every(({ heard }) => heard.startsWith(slowness.answer)))
    assert.ok(goneAfterMs.every(ms => ms >= slowness.cutOffMs - LATE_MS))
  }
  const growthBytes = during.residentBytes - before
  console.log(`with ${CONNECTIONS} slow clients: ${Math.round(growthBytes / 2 ** 20)} MiB more`)
  assert.ok(growthBytes < GROWTH_BYTES_MAX)
}

/** As many that are idle between their requests, which is what exporters are. */
async function stayConnected(server: Server): Promise<void> {
  const { port } = new URL(server.otlpHttpUrl)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS })
  const before = await residentBytes(server)
  const startMs = performance.now()
  const sockets = new Set<unknown>()
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const headers = { 'content-type': 'application/json' }
        const asking = request({ port, method: 'POST', path: '/v1/traces', headers, agent }).end('{}')
        const [answer]: IncomingMessage[] = await once(asking, 'response')
        sockets.add(asking.socket)
        assert.equal(answer?.statusCode, 200)
        await text(answer)
      }),
    )
  }
  const growthBytes = (await residentBytes(server)) - before
  agent.destroy()
  console.log(
    `${ROUNDS} requests on each of ${sockets.size} connections in ${((performance.now() - startMs) / 1000).toFixed(1)} s, ` +
      `${Math.round(growthBytes / 2 ** 20)} MiB more`,
  )
  assert.equal(sockets.size, CONNECTIONS)
  assert.ok(growthBytes < GROWTH_BYTES_MAX)
}

async function postEmpty({ otlpHttpUrl }: Server): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${otlpHttpUrl}/v1/traces`, { method: 'POST', headers, body: '{}' })).status
}

async function residentBytes({ uiUrl }: Server): Promise<number> {
  const text = await (await fetch(`${uiUrl}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1])
}

damageInputs(process.argv[2] ?? String(INPUTS))
const server = await startServer()
await stayConnected(server)
await trickle(server)
await server.stop()
