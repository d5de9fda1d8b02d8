import { setTimeout as pause } from 'node:timers/promises'
import type { Answered, Load } from './measure.ts'
import { createRequest } from './requests.ts'
import { openSender, type Sender } from './sender.ts'

/**
 * Each connection sends a request, waits for the answer, and sends the next: at once, or when it is due where a pace is asked
 * for. Bodies are encoded once and only their ids and times renewed, since an SDK's work on the same two cores would be
 * measured as ours.
 */
const url = new URL(process.argv[2] ?? '')
const spansPerRequest = Number(process.argv[3])

/** What a sender does that heard 429 or 503, as `Retry-After` asks, shortened so that the queue is never empty. */
const retryMs = 50

let nextTrace = 1

interface Tally {
  acceptedRequests: number
  refusedRequests: number
  readonly latenciesMs: number[]
  lastTraceId: string
}

/** Says when the next request is due, until there is none: times of `performance.now()`. */
type Schedule = () => number | undefined

const paced = (requestsPerSecond: number, endMs: number): Schedule => {
  let nextMs = performance.now()
  return () => {
    nextMs += 1000 / requestsPerSecond
    return nextMs < endMs ? nextMs : undefined
  }
}

const atOnce = (endMs: number): Schedule => {
  return () => {
    const nowMs = performance.now()
    return nowMs < endMs ? nowMs : undefined
  }
}

async function sendAll(schedule: Schedule, sender: Sender, number: number, tally: Tally): Promise<void> {
  const request = createRequest(spansPerRequest, number)
  for (let dueMs = schedule(); dueMs !== undefined; dueMs = schedule()) {
    if (dueMs > performance.now()) await pause(dueMs - performance.now())
    const traceId = request.renew(nextTrace)
    nextTrace += request.traceCount
    if (await sender.send(request.bytes)) {
      tally.acceptedRequests++
      tally.lastTraceId = traceId
      // From when it was due: what waits for a connection waits for the server.
      tally.latenciesMs.push(performance.now() - dueMs)
    } else {
      tally.refusedRequests++
      await pause(retryMs)
    }
  }
}

async function answered({ connections, seconds, requestsPerSecond }: Load): Promise<Answered> {
  const senders = Array.from({ length: connections }, () => openSender(url))
  const tally: Tally = { acceptedRequests: 0, refusedRequests: 0, latenciesMs: [], lastTraceId: '' }
  const startMs = performance.now()
  const endMs = startMs + 1000 * seconds
  const schedule = requestsPerSecond === undefined ? atOnce(endMs) : paced(requestsPerSecond, endMs)
  await Promise.all(senders.map((sender, number) => sendAll(schedule, sender, number, tally)))
  const elapsedSeconds = (performance.now() - startMs) / 1000
  for (const sender of senders) sender.close()
  const sorted = tally.latenciesMs.sort((a, b) => a - b)
  return {
    acceptedSpans: tally.acceptedRequests * spansPerRequest,
    refusedRequests: tally.refusedRequests,
    elapsedSeconds,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    lastTraceId: tally.lastTraceId,
  }
}

process.once('disconnect', () => process.exit())
process.on('message', async (load: Load) => process.send?.(await answered(load)))
process.send?.({ url: url.href })
