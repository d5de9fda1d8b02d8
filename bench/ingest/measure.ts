import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { startChild } from '../support/child.ts'
import { type Server, startServer } from './server.ts'

export interface Variant {
  readonly name: string
  readonly spansPerRequest: number
  /** Each has one request under way: enough that the server never waits for the sender. */
  readonly connections: number
  readonly protocol: 'http' | 'grpc'
}

/** What the load generator is asked for: as fast as it goes, or at a pace. */
export type Load = Readonly<Record<'connections' | 'seconds', number> & { requestsPerSecond?: number }>

/** What it tells. */
export interface Answered {
  readonly acceptedSpans: number
  /** With 429 or 503: too much waits. */
  readonly refusedRequests: number
  readonly elapsedSeconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly lastTraceId: string
}

/** One variant in one round. */
export interface Sample {
  readonly acceptedPerSecond: number
  /** Until the last span can be found. */
  readonly loadedPerSecond: number
  readonly cpuMicrosPerSpan: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of an accept, at half of the pace that was reached until the last span was found. */
  readonly halfLoadP99Ms: number
  readonly refusedRequests: number
  readonly residentMebibytesBefore: number
  readonly residentMebibytesAfter: number
}

const warmUpSeconds = 2
/** Enough for some hundred requests beyond the p99. */
const halfLoadSecondsMax = 20
const pollMs = 50

export const measure = async (variant: Variant, seconds: number): Promise<Sample> => {
  const server = await startServer()
  const url = variant.protocol === 'grpc' ? server.grpcUrl : server.httpUrl
  const args = ['--conditions=throughline-source', 'ingest/load-generator.ts', url, String(variant.spansPerRequest)]
  const generator = await startChild('load', args, process.env)
  const load = (forSeconds: number, pace: Pick<Load, 'requestsPerSecond'> = {}) =>
    generator.ask<Answered>({ connections: variant.connections, seconds: forSeconds, ...pace })
  try {
    // Also shows that what is timed does what it should.
    const warmUp = await load(warmUpSeconds)
    const loadedBefore = await loaded(server, warmUp.acceptedSpans)
    await assertFound(server, warmUp.lastTraceId)

    const before = await server.usage()
    const startMs = performance.now()
    const answered = await load(seconds)
    await loaded(server, loadedBefore + answered.acceptedSpans)
    const loadedSeconds = (performance.now() - startMs) / 1000
    const after = await server.usage()
    await assertFound(server, answered.lastTraceId)

    const acceptedRequests = answered.acceptedSpans / variant.spansPerRequest
    const half = await load(Math.min(seconds, halfLoadSecondsMax), {
      requestsPerSecond: acceptedRequests / loadedSeconds / 2,
    })
    return {
      acceptedPerSecond: answered.acceptedSpans / answered.elapsedSeconds,
      loadedPerSecond: answered.acceptedSpans / loadedSeconds,
      cpuMicrosPerSpan: (after.cpuMicros - before.cpuMicros) / answered.acceptedSpans,
      p50Ms: answered.p50Ms,
      p99Ms: answered.p99Ms,
      halfLoadP99Ms: half.p99Ms,
      refusedRequests: answered.refusedRequests,
      residentMebibytesBefore: before.residentMebibytes,
      residentMebibytesAfter: after.residentMebibytes,
    }
  } finally {
    await generator.stop()
    await server.stop()
  }
}

/** Waits until so many spans are in the database, not one more, and returns their number. */
const loaded = async ({ uiUrl }: Server, spans: number): Promise<number> => {
  for (;;) {
    const metrics = await (await fetch(`${uiUrl}/metrics`)).text()
    const found = Number(/^throughline_store_loaded_items_total\{signal="traces"\} (\d+)$/m.exec(metrics)?.[1])
    assert.ok(found <= spans, `${found} spans were loaded of ${spans} that were accepted`)
    if (found === spans) return found
    await pause(pollMs)
  }
}

const assertFound = async ({ uiUrl }: Server, traceId: string): Promise<void> => {
  const answer = await fetch(`${uiUrl}/api/traces/${traceId}`)
  assert.equal(answer.status, 200, `trace ${traceId} is not found`)
  const spans = (await answer.text()).match(/"spanId":/g)?.length
  assert.equal(spans, 10, `trace ${traceId} has ten spans`)
}
