import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { status } from '@grpc/grpc-js'
import { openTestForwarder } from './testing/forwarder.ts'
import { startGrpcReceiver } from './testing/grpc-receiver.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'
import { spanNamesOf, spansNamed } from './testing/spans.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, at) => `span ${from + at}`)

/** A receiver of requests of up to so many bytes, and those that it took. */
async function startLimited(t: TestContext, bytesMax: number) {
  const receiver = await startReceiver(t)
  const taken: Buffer[] = []
  receiver.answer = (response, { body }) => {
    if (body.length > bytesMax) return response.writeHead(413).end('Payload Too Large')
    taken.push(body)
    return response.end()
  }
  return { receiver, taken, refusedCount: () => receiver.requests.length - taken.length }
}

const toOtlp = (t: TestContext, { url }: Pick<Receiver, 'url'>, folder?: string) =>
  openTestForwarder(
    t,
    { type: 'otlp_http', endpoint: url, batch: { items: 30, timeout: '1h' } },
    folder === undefined ? {} : { folder },
  )

test('a batch that is too large arrives in parts, each span once and in order', async t => {
  const { receiver, taken } = await startLimited(t, 1000)
  const forwarder = await toOtlp(t, receiver)
  for (let from = 0; from < 90; from += 10) await forwarder.take(spansNamed(...numbered(from, from + 10)))
  await forwarder.close()
  assert.deepEqual(taken.flatMap(spanNamesOf), numbered(0, 90))
  const { sentItems, rejectedItems, queuedItems, lastError } = forwarder.stats()
  assert.deepEqual([sentItems.traces, rejectedItems.traces, queuedItems.traces], [90, 0, 0])
  assert.equal(lastError, 'HTTP 413: Payload Too Large; it is sent in parts')
})

test('what was learned about the size of requests holds for the next batches, also after a restart', async t => {
  const { receiver, taken, refusedCount } = await startLimited(t, 1000)
  const folder = await temporaryFolder(t)
  let refusedBefore = 0
  for (const restart of [0, 1]) {
    const forwarder = await toOtlp(t, receiver, folder)
    for (let from = 0; from < 60; from += 10) await forwarder.take(spansNamed(...numbered(from, from + 10)))
    await forwarder.close()
    if (restart === 0) refusedBefore = refusedCount()
  }
  assert.deepEqual(taken.flatMap(spanNamesOf), [...numbered(0, 60), ...numbered(0, 60)])
  assert.ok(refusedBefore > 0)
  assert.equal(refusedCount(), refusedBefore)
})

test('a span that is too large alone is dropped and counted, and the others arrive', async t => {
  const { receiver, taken } = await startLimited(t, 1000)
  const sentences: string[] = []
  const forwarder = await openTestForwarder(
    t,
    { type: 'otlp_http', endpoint: receiver.url },
    { tell: sentence => sentences.push(sentence) },
  )
  await forwarder.take(spansNamed('a', 'b', 'c'.repeat(1000), 'd'))
  await forwarder.close()
  assert.deepEqual(taken.flatMap(spanNamesOf), ['a', 'b', 'd'])
  const { sentItems, rejectedItems } = forwarder.stats()
  assert.deepEqual([sentItems.traces, rejectedItems.traces], [3, 1])
  assert.match(
    sentences.join('\n'),
    /^Destination test refuses the traces that it is sent \(HTTP 413: Payload Too Large; a single span of 1\d{3} bytes\); they are dropped\.\nDestination test takes data again\.$/,
  )
})

test('parts are the same to the byte after a restart, also where larger ones are taken by then', async t => {
  const { receiver, taken } = await startLimited(t, 1000)
  const folder = await temporaryFolder(t)
  const takes = receiver.answer
  receiver.answer = (response, request) => {
    if (taken.flatMap(spanNamesOf).length < 45) takes(response, request)
    else response.writeHead(503).end()
  }
  const first = await toOtlp(t, receiver, folder)
  for (let from = 0; from < 60; from += 10) await first.take(spansNamed(...numbered(from, from + 10)))
  await first.close()
  assert.equal(first.stats().queuedItems.traces, 30)

  receiver.answer = (response, { body }) => {
    taken.push(body)
    response.end()
  }
  const second = await toOtlp(t, receiver, folder)
  await second.close()
  const once = [...new Set(taken.map(body => body.toString('latin1')))].map(body => Buffer.from(body, 'latin1'))
  assert.ok(once.length < taken.length)
  assert.deepEqual(once.flatMap(spanNamesOf), numbered(0, 60))
})

test('what is evicted while a request of many parts is under way counts what was not sent of it', async t => {
  const { receiver, taken } = await startLimited(t, 1000)
  const takes = receiver.answer
  receiver.answer = (response, request) => {
    if (taken.length < 2) takes(response, request)
    else response.writeHead(503).end()
  }
  const forwarder = await openTestForwarder(t, {
    type: 'otlp_http',
    endpoint: receiver.url,
    batch: { items: 100, timeout: '1h' },
    queue: { size: '16KiB' },
  })
  await forwarder.take(spansNamed(...numbered(0, 100)))
  // Eight parts, the third of which is asked for again and again.
  while (forwarder.stats().sentRequests < 2) await receiver.requestCount(receiver.requests.length + 1)
  const count = 500
  for (let at = 0; at < count; at++) await forwarder.take(spansNamed(`later ${at}`))
  await receiver.requestCount(receiver.requests.length + 2)
  const { sentItems, evictedItems, queuedItems, rejectedItems } = forwarder.stats()
  assert.ok(sentItems.traces > 0 && evictedItems.traces > 0)
  assert.equal(sentItems.traces + evictedItems.traces + queuedItems.traces, 100 + count)
  assert.equal(rejectedItems.traces, 0)
})

test('what Zipkin finds too large arrives in parts', async t => {
  const { receiver, taken } = await startLimited(t, 1000)
  const forwarder = await openTestForwarder(t, { type: 'zipkin', endpoint: receiver.url })
  await forwarder.take(spansNamed(...numbered(0, 60)))
  await forwarder.close()
  const names = taken.flatMap(body => (JSON.parse(body.toString()) as { name: string }[]).map(({ name }) => name))
  assert.deepEqual(names, numbered(0, 60))
})

test('over gRPC a request that the library finds too large arrives in parts', async t => {
  const receiver = await startGrpcReceiver(t)
  const taken: Buffer[] = []
  receiver.answer = callback => {
    const message = receiver.calls.at(-1)?.message ?? Buffer.alloc(0)
    if (message.length > 1000) {
      return callback({ code: status.RESOURCE_EXHAUSTED, details: 'Received message larger than max (1001 vs 1000)' })
    }
    taken.push(message)
    return callback(null, Buffer.alloc(0))
  }
  const forwarder = await openTestForwarder(t, { type: 'otlp_grpc', endpoint: receiver.url })
  await forwarder.take(spansNamed(...numbered(0, 60)))
  await forwarder.close()
  assert.deepEqual(taken.flatMap(spanNamesOf), numbered(0, 60))
  assert.equal(forwarder.stats().rejectedItems.traces, 0)
})
