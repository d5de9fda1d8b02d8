import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { writeStatusProto, writeTraceResponseProto } from '@throughline/otlp'
import { type Forwarder, openForwarder } from './forwarder.ts'
import { openTestForwarder } from './testing/forwarder.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'
import { settingsOf } from './testing/settings.ts'
import { spanNamesOf, spansNamed } from './testing/spans.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const onlyTraces = (traces: number) => ({ traces, metrics: 0, logs: 0, profiles: 0 })

const toOtlp = (t: TestContext, { url }: Pick<Receiver, 'url'>, more = {}): Promise<Forwarder> =>
  openTestForwarder(t, { type: 'otlp_http', endpoint: url, ...more })

/** Without what came again, byte by byte. */
function namesReceived({ requests }: Receiver): readonly string[] {
  const bodies = new Set(requests.map(({ body }) => body.toString('latin1')))
  return [...bodies].flatMap(body => spanNamesOf(Buffer.from(body, 'latin1')))
}

test('what is taken arrives, and counts as sent', async t => {
  const receiver = await startReceiver(t)
  const forwarder = await toOtlp(t, receiver)
  await forwarder.take(spansNamed('a', 'b'))
  await receiver.requestCount(1)
  assert.deepEqual(namesReceived(receiver), ['a', 'b'])
  await forwarder.close()
  const { sentItems, queuedItems, lastError } = forwarder.stats()
  assert.deepEqual([sentItems, queuedItems, lastError], [onlyTraces(2), onlyTraces(0), ''])
})

test('what comes together is sent together', async t => {
  const receiver = await startReceiver(t)
  const forwarder = await toOtlp(t, receiver, { batch: { items: 3, timeout: '1h' } })
  await Promise.all(['a', 'b', 'c'].map(name => forwarder.take(spansNamed(name))))
  await receiver.requestCount(1)
  assert.deepEqual(namesReceived(receiver), ['a', 'b', 'c'])
})

test('a signal that a destination does not take is passed over', async t => {
  const receiver = await startReceiver(t)
  const forwarder = await toOtlp(t, receiver, { signals: ['logs'] })
  await forwarder.take(spansNamed('a'))
  assert.equal(forwarder.stats().queuedBytes, 0)
})

test('a destination that is away for a while gets everything in order, and nothing else waits for it', async t => {
  const gone = await startReceiver(t)
  const there = await startReceiver(t)
  const sentences: string[] = []
  const folder = await temporaryFolder(t)
  const toGone = await openTestForwarder(
    t,
    { type: 'otlp_http', endpoint: gone.url },
    { folder, tell: sentence => sentences.push(sentence) },
  )
  const toThere = await toOtlp(t, there)
  const names = Array.from({ length: 600 }, (_, at) => `span ${at}`)
  const takeFrom = async (start: number, end: number) => {
    for (const name of names.slice(start, end)) {
      await Promise.all([toGone, toThere].map(forwarder => forwarder.take(spansNamed(name))))
    }
  }
  await takeFrom(0, 200)
  await gone.close()
  await takeFrom(200, 400)
  await toThere.close()
  assert.deepEqual(namesReceived(there), names.slice(0, 400))
  assert.match(toGone.stats().lastError, /ECONNREFUSED|hang up|ECONNRESET/)

  const back = await startReceiver(t, Number(new URL(gone.url).port))
  for (const name of names.slice(400)) await toGone.take(spansNamed(name))
  await back.requestCount(1)
  await toGone.close()
  assert.deepEqual(namesReceived({ ...gone, requests: [...gone.requests, ...back.requests] }), names)
  assert.equal(toGone.stats().evictedItems.traces, 0)
  assert.match(sentences.join('\n'), /^Destination test takes nothing now \(.*\nDestination test takes data again\.$/)
})

test('what a destination did not get before the stop is sent after the next start', async t => {
  const folder = await temporaryFolder(t)
  const receiver = await startReceiver(t)
  await receiver.close()
  const written = { type: 'otlp_http', endpoint: receiver.url }
  const first = await openTestForwarder(t, written, { folder })
  await first.take(spansNamed('a'))
  await first.close()
  assert.equal(first.stats().queuedItems.traces, 1)
  const back = await startReceiver(t, Number(new URL(receiver.url).port))
  await openTestForwarder(t, written, { folder })
  await back.requestCount(1)
  assert.deepEqual(namesReceived(back), ['a'])
})

test('a refusal for good drops what was refused, in words, and goes on with the rest', async t => {
  const receiver = await startReceiver(t)
  receiver.answer = (response, { body }) => {
    if (!spanNamesOf(body).includes('bad')) return response.end()
    response.writeHead(400, { 'content-type': 'application/x-protobuf' })
    return response.end(writeStatusProto({ code: 3, message: 'this span is bad' }))
  }
  const forwarder = await toOtlp(t, receiver, { batch: { items: 1, timeout: '1ms' } })
  for (const name of ['a', 'bad', 'c']) await forwarder.take(spansNamed(name))
  await forwarder.close()
  const { sentItems, rejectedItems, lastError } = forwarder.stats()
  assert.deepEqual([sentItems, rejectedItems], [onlyTraces(2), onlyTraces(1)])
  assert.equal(lastError, 'HTTP 400: this span is bad')
  assert.equal(receiver.requests.length, 3)
})

const partials = [
  ['its words', { rejectedSpans: 1n, errorMessage: 'too\nold' }, 1, 'too old'],
  ['no words', { rejectedSpans: 1n, errorMessage: '' }, 1, 'it gives no reason'],
  ['more than there was', { rejectedSpans: 4n, errorMessage: 'too old' }, 3, 'too old'],
  ['less than nothing', { rejectedSpans: -1n, errorMessage: '' }, 0, ''],
  ['a warning alone', { rejectedSpans: 0n, errorMessage: 'soon too old' }, 0, 'soon too old'],
] as const

for (const signal of ['traces', 'metrics', 'logs', 'profiles'] as const) {
  for (const [what, partial, rejected, error] of partials) {
    test(`a partial success for ${signal} with ${what} counts what was not taken`, async t => {
      const receiver = await startReceiver(t)
      receiver.answer = response => response.end(writeTraceResponseProto(partial))
      const forwarder = await toOtlp(t, receiver)
      await forwarder.take({ signal, bytes: spansNamed('a').bytes, itemCount: 3 })
      await forwarder.close()
      const { sentItems, rejectedItems, lastError, failedRequests } = forwarder.stats()
      assert.deepEqual([sentItems[signal], rejectedItems[signal]], [3 - rejected, rejected])
      assert.deepEqual([lastError, failedRequests], [error, 0])
    })
  }
}

test('a partial success is told once, and again when all is taken', async t => {
  const receiver = await startReceiver(t)
  const answers = [2n, 1n, 0n].map(rejectedSpans => ({ rejectedSpans, errorMessage: 'too old' }))
  receiver.answer = response =>
    response.end(writeTraceResponseProto(answers.shift() ?? { rejectedSpans: 0n, errorMessage: '' }))
  const sentences: string[] = []
  const written = { type: 'otlp_http', endpoint: receiver.url, batch: { items: 2, timeout: '1h' } }
  const forwarder = await openTestForwarder(t, written, { tell: sentence => sentences.push(sentence) })
  for (let count = 0; count < 3; count++) await forwarder.take(spansNamed('a', 'b'))
  await forwarder.close()
  assert.deepEqual(sentences, [
    'Destination test refuses a part of the traces that it is sent (too old); that part is dropped.',
    'Destination test takes data again.',
  ])
})

test('a success whose body is rubbish is a success', async t => {
  const receiver = await startReceiver(t)
  receiver.answer = response => response.end('\xff\xff rubbish')
  const forwarder = await toOtlp(t, receiver)
  await forwarder.take(spansNamed('a'))
  await forwarder.close()
  assert.deepEqual(forwarder.stats().sentItems, onlyTraces(1))
})

test('a destination that asks for a pause is left alone, and a stop does not wait for it', async t => {
  const receiver = await startReceiver(t)
  receiver.answer = response => response.writeHead(429, { 'retry-after': '3600' }).end('slow down')
  const forwarder = await toOtlp(t, receiver)
  await forwarder.take(spansNamed('a'))
  await receiver.requestCount(1)
  await forwarder.close()
  assert.equal(forwarder.stats().lastError, 'HTTP 429: slow down')
  assert.deepEqual(forwarder.stats().queuedItems, onlyTraces(1))
  assert.equal(receiver.requests.length, 1)
})

test('the same bytes are sent again to one that closes the connection within its answer', async t => {
  const receiver = await startReceiver(t)
  receiver.answer = response => {
    receiver.answer = again => again.end()
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setImmediate(() => response.destroy())
  }
  const forwarder = await toOtlp(t, receiver)
  await forwarder.take(spansNamed('a'))
  await receiver.requestCount(2)
  assert.deepEqual(receiver.requests[0]?.body, receiver.requests[1]?.body)
})

test('a destination that takes a request and never answers is asked again', async t => {
  const receiver = await startReceiver(t)
  receiver.answer = () => {
    receiver.answer = again => again.end()
  }
  const forwarder = await toOtlp(t, receiver, { timeout: '50ms' })
  await forwarder.take(spansNamed('a'))
  await receiver.requestCount(2)
  await forwarder.close()
  assert.equal(forwarder.stats().lastError, 'no answer within 50 ms; make `timeout` longer where it needs more')
  assert.deepEqual(forwarder.stats().sentItems, onlyTraces(1))
})

test('a destination that speaks another protocol is asked again, and says so in words', async t => {
  const server = createServer(socket => socket.on('error', () => {}).end('220 mail.example.com ESMTP\r\n'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const forwarder = await toOtlp(t, { url: `http://127.0.0.1:${address.port}` })
  await forwarder.take(spansNamed('a'))
  await once(server, 'connection')
  await once(server, 'connection')
  assert.notEqual(forwarder.stats().lastError, '')
  assert.deepEqual(forwarder.stats().queuedItems, onlyTraces(1))
})

test('what a full queue let go while its destination was away is counted, and the rest arrives', async t => {
  const receiver = await startReceiver(t)
  await receiver.close()
  const forwarder = await toOtlp(t, receiver, { queue: { size: '16KiB' }, batch: { items: 1, timeout: '1ms' } })
  const names = Array.from({ length: 400 }, (_, at) => `span ${at}`)
  for (const name of names) await forwarder.take(spansNamed(name))
  const back = await startReceiver(t, Number(new URL(receiver.url).port))
  // A close would wait for some seconds at most, and there are a hundred requests.
  while (forwarder.stats().queuedItems.traces > 0) await pause(10)
  await forwarder.close()
  const { evictedItems, sentItems } = forwarder.stats()
  assert.ok(evictedItems.traces > 0)
  assert.equal(evictedItems.traces + sentItems.traces, names.length)
  assert.deepEqual(namesReceived(back).slice(-10), names.slice(-10))
})

test('a destination that cannot be opened is one sentence', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'taken'), '')
  const errorOf = async (written: Record<string, unknown>) => {
    const settings = settingsOf({ name: 'test', type: 'otlp_http', endpoint: 'http://127.0.0.1:1', ...written })
    const opened = await openForwarder({ settings, folder, tell: assert.fail })
    return opened.ok ? '' : opened.error
  }
  assert.match(await errorOf({ endpoint: 'http://[' }), /^Destination test: http:\/\/\[ is no URL\.$/)
  assert.match(
    await errorOf({ tls: { ca_file: '/missing.pem' } }),
    /^Destination test: \/missing\.pem cannot be read: .*ENOENT/,
  )
  assert.match(await errorOf({ name: 'taken' }), /^Destination taken cannot be opened: .*EEXIST/)
})
