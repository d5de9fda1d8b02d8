import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answered, Load } from './measure.ts'
import { createRequest } from './requests.ts'

/**
 * A closed loop over raw sockets: each connection sends a request, waits for the answer, and sends the next. Bodies are
 * encoded once and only their ids and times renewed, since an SDK's work on the same two cores would be measured as ours.
 */
const url = new URL(process.argv[2] ?? '')
const spansPerRequest = Number(process.argv[3])

/** What a sender does that heard 429 or 503, as `Retry-After` asks, shortened so that the queue is never empty. */
const retryMs = 50

let nextTrace = 1

const headOf = (bodyBytes: number) =>
  `POST /v1/traces HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/x-protobuf\r\ncontent-length: ${bodyBytes}\r\n\r\n`

interface Tally {
  acceptedRequests: number
  refusedRequests: number
  readonly latenciesMs: number[]
  lastTraceId: string
}

async function sendUntil(endMs: number, socket: Socket, sender: number, tally: Tally): Promise<void> {
  const request = createRequest(spansPerRequest, sender)
  const head = headOf(request.bytes.length)
  while (performance.now() < endMs) {
    const traceId = request.renew(nextTrace)
    nextTrace += request.traceCount
    const startMs = performance.now()
    const answer = nextAnswer(socket)
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(request.bytes)
    socket.uncork()
    if (await answer) {
      tally.acceptedRequests++
      tally.lastTraceId = traceId
      tally.latenciesMs.push(performance.now() - startMs)
    } else {
      tally.refusedRequests++
      await pause(retryMs)
    }
  }
}

/** An answer fits a packet. Rejects where there is none. */
const nextAnswer = (socket: Socket): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const onEnd = () => reject(new Error('the server closed a connection'))
    socket.once('close', onEnd)
    socket.once('data', (data: Buffer) => {
      socket.off('close', onEnd)
      resolve(data.toString('latin1', 0, 12) === 'HTTP/1.1 200')
    })
  })

async function answered({ connections, seconds }: Load): Promise<Answered> {
  const sockets = Array.from({ length: connections }, () => connect(Number(url.port), url.hostname).setNoDelay())
  const tally: Tally = { acceptedRequests: 0, refusedRequests: 0, latenciesMs: [], lastTraceId: '' }
  const startMs = performance.now()
  await Promise.all(sockets.map((socket, sender) => sendUntil(startMs + 1000 * seconds, socket, sender, tally)))
  const elapsedSeconds = (performance.now() - startMs) / 1000
  for (const socket of sockets) socket.destroy()
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
