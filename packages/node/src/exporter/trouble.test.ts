import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { listen } from '../testing/otlp-receiver.ts'
import { openPipeline } from '../testing/pipeline.ts'
import { startReceiver } from '../testing/receiver.ts'
import { runApp } from '../testing/run-app.ts'

/** What a receiver does with a connection, once a request comes. */
const troubles: Readonly<Record<string, (socket: Socket) => unknown>> = {
  'closes the connection': socket => socket.destroy(),
  'never answers': () => {},
  'does not speak HTTP': socket => socket.write('220 mail.example.org ESMTP\r\n'),
  'ends inside of the header': socket => socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
  'stops inside of the header': socket => socket.write('HTTP/1.1 200 OK\r\ncontent-le'),
  'ends inside of the body': socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
  'is busy': socket => socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'),
  'is busy for a second': socket => socket.end('HTTP/1.1 429 Busy\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n'),
}

const app = `
import { trace } from '@opentelemetry/api'
trace.getTracer('app').startSpan('work').end()
process.on('SIGTERM', () => process.exit(7))
setInterval(() => {}, 60_000)`

describe('a receiver in trouble', { concurrency: 4 }, () => {
  for (const [name, trouble] of Object.entries(troubles)) {
    test(`that ${name} gets what was recorded when it has recovered`, async t => {
      const receiver = await startReceiver()
      let requestCount = 0
      const url = await startTrouble(t, socket => {
        if (requestCount++ < 2) trouble(socket)
        else forward(socket, receiver.url)
      })
      const { exporter, tracer, stats } = openPipeline({
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      })
      tracer.startSpan('work').end()
      await receiver.waitForSpans(1)
      await exporter.stop()
      await receiver.close()
      const { recorded, sent, lapped, refused } = stats()
      assert.deepEqual({ recorded, sent, lapped, refused }, { recorded: 1, sent: 1, lapped: 0, refused: 0 })
    })

    test(`that ${name} does not keep a process from its end, and is told in one line, as is a loss`, async t => {
      const { promise: isAsked, resolve: tellAsked } = Promise.withResolvers<void>()
      const url = await startTrouble(t, socket => {
        trouble(socket)
        tellAsked()
      })
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '500', OTEL_METRICS_EXPORTER: 'none' }
      const { process: child, exited, stderr } = runApp({ file: 'app.mjs', source: app, env })
      await isAsked
      child.kill('SIGTERM')
      await exited
      assert.deepEqual([child.exitCode, child.signalCode], [7, null])
      assert.match(stderr(), /^throughline: [^\n]+\n(throughline: the process ended before 1 span could be sent\n)?$/)
    })
  }
})

/** Calls `onRequest` for each connection, once a request has begun to come. */
async function startTrouble(t: TestContext, onRequest: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(async socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    await once(socket, 'readable')
    onRequest(socket)
    socket.resume()
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${await listen(server)}`
}

function forward(socket: Socket, url: string): void {
  const target = connect(Number(new URL(url).port), '127.0.0.1')
  socket.pipe(target).pipe(socket)
}
