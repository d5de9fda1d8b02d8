/**
 * `npm run torture:kill [rounds]`: the server dies by `kill -9` at a random moment of each round, while spans arrive, are
 * stored and sent on. In the end every span that was acknowledged is in the store and at the destination, once.
 */
import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Health } from '@throughline/api'
import type { SpanId, TraceId } from '@throughline/otlp'
import { type Server, startServer } from '../../tests/harness/server.ts'
import { newSpanIds, openDestination, post, requestOf } from './traffic.ts'

const ROUNDS = 100
const SENDERS = 4
const SPANS_PER_REQUEST = 25
/** Longer than a segment stays open and a batch waits: so it dies in every phase of both. */
const LIFE_MS_MAX = 1_500

const rounds = Number(process.argv[2] ?? ROUNDS)
const folder = mkdtempSync(join(tmpdir(), 'throughline-torture-'))
const destination = await openDestination()
const config = join(folder, 'throughline.yaml')
writeFileSync(
  config,
  `forward: [{ name: elsewhere, type: otlp_http, endpoint: 'http://127.0.0.1:${destination.port}', batch: { timeout: 200ms }, retry: { first: 100ms } }]\n`,
)
const start = (): Promise<Server> => startServer('--data', join(folder, 'data'), '--config', config)

const acknowledged = new Map<TraceId, SpanId[]>()
for (let round = 1; round <= rounds; round++) {
  const server = await start()
  const traceId = randomBytes(16).toString('hex') as TraceId
  const spanIds: SpanId[] = []
  acknowledged.set(traceId, spanIds)
  let isAlive = true
  const senders = Array.from({ length: SENDERS }, async () => {
    while (isAlive) {
      const ids = newSpanIds(SPANS_PER_REQUEST)
      if (await post(server.otlpHttpUrl, requestOf(traceId, ids))) spanIds.push(...ids)
    }
  })
  const lifeMs = randomInt(LIFE_MS_MAX)
  await pause(lifeMs)
  await server.kill()
  isAlive = false
  await Promise.all(senders)
  if (round % 10 === 0) console.log(`killed ${round} of ${rounds} times`)
}

const server = await start()
const health = async (): Promise<Health> => (await fetch(`${server.uiUrl}/api/health`)).json() as Promise<Health>
for (;;) {
  const { destinations, store } = await health()
  if (destinations.elsewhere?.queuedItems.traces === 0 && store?.pendingBytes === 0) break
  await pause(200)
}
let spanTotal = 0
for (const [traceId, spanIds] of acknowledged) {
  if (spanIds.length === 0) continue
  const { resourceSpans } = await server.readTrace(traceId)
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(scope => scope.spans))
  const stored = new Map<string, number>()
  for (const { spanId } of spans) stored.set(spanId, (stored.get(spanId) ?? 0) + 1)
  for (const spanId of spanIds) {
    assert.equal(stored.get(spanId), 1, `${spanId} in the store`)
    assert.equal(destination.timesArrived.get(spanId), 1, `${spanId} at the destination`)
  }
  spanTotal += spanIds.length
}
await server.stop()
destination.close()
rmSync(folder, { recursive: true })
console.log(
  `${spanTotal} acknowledged spans, each once in the store and at the destination; ${destination.repeatedRequests} requests came there again`,
)
