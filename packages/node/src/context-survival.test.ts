import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { runApp } from './testing/run-app.ts'

/**
 * One server, and a way that leads from a request to where its work goes on. Both requests are in the middle of it at the same
 * time, and the one that began first ends last, so that neither can have its own context by chance.
 */
const appWith = (way: string): string => `
const { createServer, get, Agent } = require('node:http')
const { EventEmitter, once } = require('node:events')
const { Readable, Transform, Writable, pipeline } = require('node:stream')
const { readFile } = require('node:fs')
const { setImmediate: soon, setTimeout: pause } = require('node:timers/promises')
const { Worker } = require('node:worker_threads')
const { trace } = require('@opentelemetry/api')

const arrivals = []
/** Resolves once both requests are here: for the second at once, for the first after that one has ended. */
let secondEnded
const afterSecond = new Promise(resolve => { secondEnded = resolve })
const meet = who => new Promise(resolve => {
  arrivals.push({ who, resolve })
  if (arrivals.length < 2) return
  arrivals[1].resolve()
  afterSecond.then(arrivals[0].resolve)
})
/** Runs \`work\` where no request is. */
const outside = work => works.push(work)
const works = []
setInterval(() => { for (const work of works.splice(0)) work() }, 1)

const mark = who => trace.getTracer('app').startSpan('reached by ' + who).end()

const way = ${way}

const server = createServer((request, response) => {
  if (request.url === '/upstream') return setTimeout(() => response.end('up'), 5)
  const who = new URL(request.url, 'http://x').searchParams.get('who')
  way(who, error => {
    mark(who)
    response.end(error ? String(error.stack) : 'done')
    if (who === arrivals[1].who) setImmediate(secondEnded)
  })
})
server.listen(0, '127.0.0.1', async () => {
  const ask = who => new Promise(resolve =>
    get({ port: server.address().port, path: '/?who=' + who, agent: false }, answer =>
      answer.setEncoding('utf8').on('data', text => text === 'done' || console.error(text)).on('end', resolve)))
  await Promise.all([ask('one'), ask('other')])
  process.exit()
})
`

const ways: Readonly<Record<string, string>> = {
  'callbacks of Node': `(who, done) => readFile(__filename, () => meet(who).then(() => readFile(__filename, () => done())))`,
  'promises and async functions': `async (who, done) => { await soon(); await meet(who); await Promise.all([soon(), pause(1)]); done() }`,
  'timers, immediates, ticks and microtasks': `(who, done) =>
    setTimeout(() => meet(who).then(() => setImmediate(() => process.nextTick(() => queueMicrotask(() => {
      const timer = setInterval(() => { clearInterval(timer); done() }, 1)
    })))), 1)`,
  'an event emitter of the request': `(who, done) => {
    const emitter = new EventEmitter()
    emitter.once('reached', done)
    meet(who).then(() => emitter.emit('reached'))
  }`,
  'a promise for an event of an emitter that all share': `(() => {
    const shared = new EventEmitter()
    return async (who, done) => {
      const reached = once(shared, who)
      meet(who).then(() => outside(() => shared.emit(who)))
      await reached
      done()
    }
  })()`,
  'streams and their pipelines': `(who, done) => {
    const slow = new Transform({ transform: (chunk, _encoding, callback) => void meet(who).then(() => callback(null, chunk)) })
    pipeline(Readable.from(['a']), slow, new Writable({ write: (_chunk, _encoding, callback) => setTimeout(callback, 1) }), done)
  }`,
  'async iteration of a stream': `async (who, done) => {
    for await (const _ of Readable.from([1, 2])) await meetOnce(who)
    done()
  }
  const met = new Map()
  function meetOnce(who) { if (!met.has(who)) met.set(who, meet(who)); return met.get(who) }`,
  'a pool of one HTTP connection': `(() => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const fetched = () => new Promise(resolve =>
      get({ port: server.address().port, path: '/upstream', agent }, answer => answer.resume().on('end', resolve)))
    return async (who, done) => { await Promise.all([meet(who), fetched()]); await fetched(); done() }
  })()`,
  'a pool of promises that others settle': `(() => {
    let isTaken = false
    const waiting = []
    const take = () => isTaken ? new Promise(resolve => waiting.push(resolve)) : void (isTaken = true)
    const give = () => { const next = waiting.shift(); if (next) next(); else isTaken = false }
    return async (who, done) => { await take(); await soon(); give(); await meet(who); await take(); give(); done() }
  })()`,
  'the answer of a worker thread that all share': `(() => {
    const source = "const { parentPort } = require('node:worker_threads'); parentPort.on('message', who => parentPort.postMessage(who))"
    const worker = new Worker(source, { eval: true })
    const asked = new Map()
    worker.on('message', who => asked.get(who)())
    worker.unref()
    return async (who, done) => {
      const answer = new Promise(resolve => asked.set(who, resolve))
      await meet(who)
      worker.postMessage(who)
      await answer
      done()
    }
  })()`,
}

describe('the context of a request survives', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  for (const [name, way] of Object.entries(ways)) {
    test(`${name}, while another request is on the same way`, async () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: name, OTEL_METRICS_EXPORTER: 'none' }
      const app = runApp({ file: 'app.cjs', source: appWith(way), env })
      assert.equal(await app.exited, 0)
      assert.equal(app.stderr(), '')
      const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
      for (const who of ['one', 'other']) {
        const request = spans.find(
          ({ kind, attributes }) => kind === 2 && plain(attributes)['url.query'] === `who=${who}`,
        )
        const reached = spans.filter(span => span.name === `reached by ${who}`)
        assert.equal(reached.length, 1)
        assert.equal(reached[0]?.traceId, request?.traceId)
        assert.equal(reached[0]?.parentSpanId, request?.spanId)
      }
    })
  }
})
