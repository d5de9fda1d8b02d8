import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Client, compressionAlgorithms, credentials, type ServiceError, status } from '@grpc/grpc-js'
import { readTraceResponseProto, type TraceId, writeTracesProto } from '@throughline/otlp'
import { createCounters } from '../health/counters.ts'
import { requestBodyBytes } from '../limits.ts'
import { listenGrpc } from '../listen/grpc.ts'
import type { Listener } from '../listen/http.ts'
import { openPipeline } from '../pipeline/pipeline.ts'
import { createFakeStore } from '../testing/fake-store.ts'
import { padding } from '../testing/padding.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'
import { createByteBudget } from './byte-budget.ts'
import { otlpGrpc } from './otlp-grpc.ts'

const exportTraces = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
const exportLogs = '/opentelemetry.proto.collector.logs.v1.LogsService/Export'
const traces = tracesOf([aSpan(), aSpan()])

describe('the OTLP/gRPC receiver', () => {
  const store = createFakeStore()
  const counts = createCounters().grpc
  const budget = createByteBudget(() => requestBodyBytes)
  let listener: Listener
  let client: Client

  before(async () => {
    const tell = () => undefined
    const server = otlpGrpc({ pipeline: openPipeline(store, tell), counts, budget, tell })
    const listened = await listenGrpc(server, { host: '127.0.0.1', port: 0 }, 'grpc')
    assert.ok(listened.ok)
    listener = listened.value
    client = connect()
  })
  after(async () => {
    client.close()
    await listener.close()
  })
  beforeEach(() => {
    store.appended.length = 0
    store.whenAppending = () => Promise.resolve()
    Object.assign(counts, createCounters().grpc)
  })

  const connect = (options = {}) =>
    new Client(`127.0.0.1:${listener.address.port}`, credentials.createInsecure(), options)

  function call(message: Uint8Array, path = exportTraces, caller = client): Promise<Buffer> {
    const keep = (bytes: Buffer) => bytes
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    caller.makeUnaryRequest(path, keep, keep, Buffer.from(message), (error, response) => {
      if (response) resolve(response)
      else reject(error)
    })
    return promise
  }

  const isStatus = (code: status) => (error: ServiceError) => {
    assert.equal(error.code, code, error.message)
    return true
  }

  it('accepts traces, and answers full success by an empty message', async () => {
    assert.equal((await call(writeTracesProto(traces))).length, 0)
    assert.deepEqual(store.appended, [traces])
    assert.equal(counts.acceptedRequests, 1)
    assert.equal(counts.acceptedSpans, 2)
    assert.equal(budget.usedBytes, 0)
  })

  it('accepts gzip', async () => {
    const zipping = connect({ 'grpc.default_compression_algorithm': compressionAlgorithms.gzip })
    await call(writeTracesProto(traces), exportTraces, zipping)
    assert.deepEqual(store.appended, [traces])
    zipping.close()
  })

  it('accepts the valid spans of a request, and says what is wrong with the rest', async () => {
    const mixed = tracesOf([aSpan(), aSpan({ traceId: 'abcd' as TraceId })])
    const response = readTraceResponseProto(await call(writeTracesProto(mixed)))
    assert.ok(response.ok)
    assert.equal(response.value.rejectedSpans, 1n)
    assert.match(response.value.errorMessage, /^1 of 2 spans rejected; the first: trace_id /)
    assert.equal(counts.rejectedSpans, 1)
  })

  it('refuses what it cannot read for good', async () => {
    await assert.rejects(call(Buffer.from('nonsense')), isStatus(status.INVALID_ARGUMENT))
    assert.equal(counts.refusedRequests.bad_data, 1)
  })

  it('takes a message of exactly the limit and refuses one byte more', async () => {
    await call(padding(requestBodyBytes))
    assert.equal(counts.acceptedRequests, 1)
    await assert.rejects(call(padding(requestBodyBytes + 1)), isStatus(status.RESOURCE_EXHAUSTED))
    assert.equal(counts.refusedRequests.incomplete, 1)
  })

  it('asks to send again what the store could not append', async () => {
    store.whenAppending = () => Promise.reject(new Error('disk full'))
    await assert.rejects(call(writeTracesProto(traces)), isStatus(status.UNAVAILABLE))
    assert.equal(counts.refusedRequests.store_failed, 1)
  })

  it('asks to send again what does not fit beside the requests in flight', async () => {
    const reservation = budget.open()
    reservation.grow(requestBodyBytes)
    await assert.rejects(call(writeTracesProto(traces)), isStatus(status.UNAVAILABLE))
    assert.equal(counts.refusedRequests.busy, 1)
    reservation.release()
    await call(writeTracesProto(traces))
  })

  it('says which signals it does not take yet', async () => {
    await assert.rejects(call(new Uint8Array(), exportLogs), (error: ServiceError) => {
      assert.equal(error.code, status.UNIMPLEMENTED)
      assert.match(error.details, /^Logs are not received yet/)
      return true
    })
    assert.equal(counts.refusedRequests.not_received_yet, 1)
  })
})
