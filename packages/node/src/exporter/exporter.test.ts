import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { writeTraceResponseProto } from '@throughline/otlp'
import { openPipeline } from '../testing/pipeline.ts'
import { type Answer, decode, plain, startReceiver, type TestReceiver } from '../testing/receiver.ts'

const answerWith =
  (status: number, headers: Record<string, string> = {}): Answer =>
  response =>
    response.writeHead(status, headers).end()

describe('the exporter', () => {
  let receiver: TestReceiver
  let pipeline: ReturnType<typeof openPipeline>
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(async () => {
    await pipeline.exporter.stop()
    await receiver.close()
  })

  test('sends spans with their resource and scope, and counts them', async () => {
    pipeline = openPipeline({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc',
      OTEL_SERVICE_NAME: 'shop',
    })
    pipeline.tracer.startSpan('one').end()
    pipeline.provider.getTracer('another').startSpan('two').end()
    const spans = await receiver.waitForSpans(2)
    assert.deepEqual(
      spans.map(({ serviceName, scopeName, span }) => [serviceName, scopeName, span.name]),
      [
        ['shop', 'test', 'one'],
        ['shop', 'another', 'two'],
      ],
    )
    const [request] = receiver.requests
    assert.equal(request?.url, '/v1/traces')
    assert.equal(request?.headers['content-type'], 'application/x-protobuf')
    assert.equal(request?.headers.authorization, 'Basic abc')
    await pipeline.exporter.flush()
    assert.deepEqual(pipeline.stats(), {
      recorded: 2,
      sent: 2,
      lapped: 0,
      refused: 0,
      tooLarge: 0,
      kept: 0,
      limited: 0,
      forgotten: 0,
    })
  })

  test('compresses where it is asked to', async () => {
    pipeline = openPipeline({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own/path`,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    })
    pipeline.tracer.startSpan('small').end()
    await receiver.waitForSpans(1)
    assert.equal(receiver.requests[0]?.url, '/own/path')
    assert.equal(receiver.requests[0]?.headers['content-encoding'], 'gzip')
  })

  test('delivers many batches, each span once', async () => {
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, 1 << 23)
    const count = 20_000
    for (let i = 0; i < count; i++) pipeline.tracer.startSpan('span', { attributes: { i } }).end()
    await pipeline.exporter.flush()
    const seen = new Set(receiver.spans.map(({ span }) => plain(span.attributes).i))
    assert.equal(receiver.spans.length, count)
    assert.equal(seen.size, count)
  })

  test('sends what comes during a request together with what comes after it, and not at once', async () => {
    receiver.answers.push(async response => {
      pipeline.tracer.startSpan('during').end()
      await pause(20)
      response.end()
      await pause(50)
      pipeline.tracer.startSpan('after').end()
    })
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '1000' })
    pipeline.tracer.startSpan('before').end()
    assert.deepEqual(
      (await receiver.waitForSpans(2)).map(({ span }) => span.name),
      ['during', 'after'],
    )
    assert.equal(receiver.requests.length, 2)
  })

  for (const status of [429, 502, 503, 504]) {
    test(`sends the same spans again after HTTP ${status}`, async () => {
      receiver.answers.push(answerWith(status, { 'retry-after': '0' }), answerWith(status))
      pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
      pipeline.tracer.startSpan('patient').end()
      await receiver.waitForSpans(1)
      assert.equal(receiver.requests.length, 3)
    })
  }

  for (const status of [400, 401, 404, 413, 500]) {
    test(`drops and counts spans that HTTP ${status} refuses, and goes on`, async () => {
      receiver.answers.push(answerWith(status))
      pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
      pipeline.tracer.startSpan('refused').end()
      await pipeline.exporter.flush()
      pipeline.tracer.startSpan('taken').end()
      await pipeline.exporter.flush()
      assert.deepEqual(
        receiver.spans.map(({ span }) => span.name),
        ['taken'],
      )
      assert.deepEqual(pipeline.stats(), {
        recorded: 2,
        sent: 1,
        lapped: 0,
        refused: 1,
        tooLarge: 0,
        kept: 0,
        limited: 0,
        forgotten: 0,
      })
    })
  }

  test('counts what a partial success rejects', async () => {
    receiver.answers.push(response =>
      response.end(writeTraceResponseProto({ rejectedSpans: 1n, errorMessage: 'one was too old' })),
    )
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    pipeline.tracer.startSpan('old').end()
    pipeline.tracer.startSpan('new').end()
    await pipeline.exporter.flush()
    const { sent, refused } = pipeline.stats()
    assert.deepEqual({ sent, refused }, { sent: 1, refused: 1 })
  })

  test('counts no more as rejected than it sent, whatever the receiver says', async () => {
    receiver.answers.push(response =>
      response.end(writeTraceResponseProto({ rejectedSpans: 2n ** 63n - 1n, errorMessage: '' })),
    )
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    pipeline.tracer.startSpan('rejected').end()
    await pipeline.exporter.flush()
    const { sent, refused } = pipeline.stats()
    assert.deepEqual({ sent, refused }, { sent: 0, refused: 1 })
  })

  test('sends again at once when a kept connection turns out to be closed', async () => {
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    pipeline.tracer.startSpan('first').end()
    await pipeline.exporter.flush()
    receiver.answers.push((_response, _body, { socket }) => socket.resetAndDestroy())
    pipeline.tracer.startSpan('second').end()
    // A flush waits for a receiver that is there, and not for one that is away.
    await pipeline.exporter.flush()
    assert.equal(receiver.spans.length, 2)
  })

  test('sends again when the connection breaks before the answer', async () => {
    receiver.answers.push(response => response.destroy())
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    pipeline.tracer.startSpan('cut').end()
    await receiver.waitForSpans(1)
  })

  test('sends again when no answer comes in time', async () => {
    receiver.answers.push(() => {})
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_TIMEOUT: '50' })
    pipeline.tracer.startSpan('unanswered').end()
    await receiver.waitForSpans(1)
  })

  test('counts exactly how many spans the ring lapped while the receiver was away', async () => {
    let release = () => {}
    const firstRequest = new Promise<Uint8Array>(resolve => {
      receiver.answers.push((response, body) => {
        release = () => response.writeHead(200).end()
        resolve(body)
      })
    })
    pipeline = openPipeline({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, 1 << 17)
    pipeline.tracer.startSpan('first').end()
    assert.equal(decode(await firstRequest).length, 1)
    for (let i = 0; i < 5_000; i++) pipeline.tracer.startSpan('flood').end()
    release()
    await pipeline.exporter.flush()
    const { recorded, sent, lapped, refused } = pipeline.stats()
    assert.equal(recorded, 5_001)
    assert.ok(lapped > 0)
    assert.equal(refused, 0)
    assert.equal(sent, receiver.spans.length + 1)
    assert.equal(sent + lapped, recorded)
  })
})
