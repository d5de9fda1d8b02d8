/**
 * `npm run torture:outage [seconds]`: a destination is away for so long while spans arrive, and comes back. Every span that
 * was acknowledged arrives, once and no second time, and the server has not grown meanwhile.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Health } from '@throughline/api'
import type { SpanId, TraceId } from '@throughline/otlp'
import { startServer } from '../../tests/harness/server.ts'
import { newSpanIds, openDestination, post, requestOf } from './traffic.ts'

const AWAY_SECONDS = 180
const SENDERS = 2
const SPANS_PER_REQUEST = 100
/** A pause between requests: what waits for a destination is what is looked at, not how much can be taken. */
const PAUSE_MS = 20
/** V8's and the database's ups and downs; what is queued comes to more than this. */
const GROWTH_BYTES_MAX = 150 * 2 ** 20

const awayMs = 1000 * Number(process.argv[2] ?? AWAY_SECONDS)
const folder = mkdtempSync(join(tmpdir(), 'throughline-torture-'))
// The port is free again, and known.
const before = await openDestination()
before.close()
const config = join(folder, 'throughline.yaml')
writeFileSync(
  config,
  `forward: [{ name: elsewhere, type: otlp_http, endpoint: 'http://127.0.0.1:${before.port}', batch: { timeout: 200ms }, retry: { last: 2s } }]\n`,
)
const server = await startServer('--data', join(folder, 'data'), '--config', config)
const health = async (): Promise<Health> => (await fetch(`${server.uiUrl}/api/health`)).json() as Promise<Health>

const acknowledged: SpanId[] = []
const load = { isOn: true }
const senders = Array.from({ length: SENDERS }, async () => {
  while (load.isOn) {
    const ids = newSpanIds(SPANS_PER_REQUEST)
    if (await post(server.otlpHttpUrl, requestOf(randomBytes(16).toString('hex') as TraceId, ids)))
      acknowledged.push(...ids)
    await pause(PAUSE_MS)
  }
})

await pause(awayMs / 3)
const early = (await health()).memory.residentBytes
await pause((2 * awayMs) / 3)
const { memory, destinations } = await health()
const { queuedItems, queuedBytes, lastError } = destinations.elsewhere ?? assert.fail('the destination is not there')
console.log(
  `after ${awayMs / 1000} s: ${queuedItems.traces} spans wait in ${Math.round(queuedBytes / 2 ** 20)} MiB (${lastError?.message})`,
)
assert.equal(queuedItems.traces > 0 && lastError !== null, true)
const growthBytes = memory.residentBytes - early
console.log(`resident memory: ${Math.round(growthBytes / 2 ** 20)} MiB more than at a third of it`)
assert.ok(growthBytes < GROWTH_BYTES_MAX)

const destination = await openDestination(before.port)
load.isOn = false
await Promise.all(senders)
const startMs = performance.now()
while ((await health()).destinations.elsewhere?.queuedItems.traces !== 0) await pause(100)
for (const spanId of acknowledged) assert.equal(destination.timesArrived.get(spanId), 1, spanId)
assert.equal(destination.timesArrived.size, acknowledged.length)
assert.equal(destination.repeatedRequests, 0)
await server.stop()
destination.close()
rmSync(folder, { recursive: true })
console.log(
  `${acknowledged.length} acknowledged spans arrived once each, ${((performance.now() - startMs) / 1000).toFixed(1)} s after it was back`,
)
