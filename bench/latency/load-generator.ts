import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setImmediate as eventsHandled } from 'node:timers/promises'
import type { Latency, Pace } from './measure.ts'

/**
 * An open loop: requests go out when they are due, however long others take. Each is timed from when it was due, so that
 * a service that stalls is charged for all that came meanwhile ("coordinated omission"); wrk and autocannon time from
 * when they came to send. Raw sockets, because at tens of thousands a second an HTTP client would measure itself.
 */
const url = new URL(process.argv[2] ?? '')
const request = Buffer.from(`GET ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`)

/** More than are ever under way unless the service is overloaded; a request without one waits, and its time runs. */
const connectionCount = 128

/**
 * A Node timer has no finer grain than a millisecond: too coarse for what is due every 30 µs. Linux makes naps 50 µs
 * longer than asked for unless told otherwise.
 */
const napMs = 0.02
const nap = new Int32Array(new SharedArrayBuffer(4))
const timerSlack = '/proc/self/timerslack_ns'
if (existsSync(timerSlack)) writeFileSync(timerSlack, '1000')

interface Connection {
  readonly socket: Socket
  dueMs: number
}

const idle: Connection[] = []
let latenciesMs = new Float64Array(0)
let answered = 0

const open = async () => {
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
  const connection = { socket, dueMs: 0 }
  // An answer of a few hundred bytes comes in one piece.
  socket.on('data', answer => {
    if (answer.toString('latin1', 9, 12) !== '200') throw new Error(`the service failed under load:\n${answer}`)
    latenciesMs[answered] = performance.now() - connection.dueMs
    answered += 1
    idle.push(connection)
  })
  await once(socket, 'connect')
  idle.push(connection)
}

const run = async ({ requestsPerSecond, seconds }: Pace): Promise<Latency> => {
  const total = Math.floor(requestsPerSecond * seconds)
  const gapMs = 1000 / requestsPerSecond
  latenciesMs = new Float64Array(total).fill(Number.POSITIVE_INFINITY)
  answered = 0
  const startMs = performance.now()
  // Who is not done in twice the time is overloaded: what was not sent by then has taken for ever.
  const endMs = startMs + 2 * seconds * 1000
  let due = total
  for (let sent = 0; sent < due || idle.length < connectionCount; await eventsHandled()) {
    const nowMs = performance.now()
    if (nowMs > endMs) due = sent
    for (let dueMs = startMs + sent * gapMs; sent < due && dueMs <= nowMs; dueMs = startMs + sent * gapMs) {
      const connection = idle.pop()
      if (!connection) break
      connection.dueMs = dueMs
      connection.socket.write(request)
      sent += 1
    }
    // The core is also the receiver's, who works while we rest; but never while an answer may come.
    if (idle.length === connectionCount) Atomics.wait(nap, 0, 0, napMs)
  }
  return { ...percentiles(latenciesMs.sort()), answered, asked: total }
}

const percentiles = (sortedMs: Float64Array) => {
  const at = (share: number) => sortedMs[Math.floor(share * (sortedMs.length - 1))] ?? Number.NaN
  return { p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999) }
}

process.once('disconnect', () => process.exit())
process.on('message', async (pace: Pace) => process.send?.(await run(pace)))

Promise.all(Array.from({ length: connectionCount }, open)).then(() => process.send?.({ url: url.href }))
