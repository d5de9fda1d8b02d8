/** `npm run torture:receive [damaged inputs of each kind]`: what the receivers stand, in a few minutes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { type Server, startServer } from '../../tests/harness/server.ts'
import { testFlags } from '../test-flags.ts'

const INPUTS = 20_000
const CONNECTIONS = 2_000
/** `requestTimeoutMs` of the server and a second for it to look, and as much again for a busy machine. */
const CUT_OFF_MS = 32_000
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

/** Clients that send a byte a second, without end, of a request that is allowed to be long. */
async function trickle(server: Server): Promise<void> {
  const { port, hostname } = new URL(server.otlpHttpUrl)
  const before = await residentBytes(server)
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(Number(port), hostname))
  await Promise.all(sockets.map(socket => once(socket, 'connect')))
  const startMs = performance.now()
  const closed = Promise.all(sockets.map(socket => closedWith(socket)))
  for (const socket of sockets) {
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n',
    )
  }
  const during = { residentBytes: 0 }
  for await (const _ of setInterval(1_000)) {
    for (const socket of sockets) if (socket.writable) socket.write(' ')
    assert.equal(await postEmpty(server), 200)
    during.residentBytes = Math.max(during.residentBytes, await residentBytes(server))
    if (sockets.every(socket => socket.closed)) break
    assert.ok(performance.now() - startMs < CUT_OFF_MS, 'slow clients are still connected')
  }
  const growthBytes = during.residentBytes - before
  console.log(
    `${CONNECTIONS} slow clients: gone after ${seconds(startMs)} s, ${Math.round(growthBytes / 2 ** 20)} MiB more`,
  )
  const answers = await closed
  assert.ok(answers.every(answer => answer.startsWith('HTTP/1.1 408')))
  assert.ok(growthBytes < GROWTH_BYTES_MAX)
}

const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(1)

/** What a connection got until it was closed. */
async function closedWith(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', chunk => (text += chunk)).on('error', () => undefined)
  await once(socket, 'close')
  return text
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
await trickle(server)
await server.stop()
