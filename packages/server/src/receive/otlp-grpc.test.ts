import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Client, compressionAlgorithms, credentials, type ServiceError, status } from '@grpc/grpc-js'
import { readTraceResponseProto, type TraceId, writeTracesProto } from '@throughline/otlp'
import { requestBodyBytes } from '../limits.ts'
import { listenGrpc } from '../listen/grpc.ts'
import type { Listener } from '../listen/port.ts'
import { signals } from '../pipeline/payload.ts'
import { openPipeline, type Pipeline, type PipelineOutput } from '../pipeline/pipeline.ts'
import { createFakeOutput, outputOf, redactsNothing } from '../testing/fake-output.ts'
import { padding } from '../testing/padding.ts'
import { requests } from '../testing/requests.ts'
import { aSpan, tracesOf } from '../testing/traces.ts'
import { openToAll } from './auth.ts'
import { createByteBudget } from './byte-budget.ts'
import { createCounters } from './counts.ts'
import { prefixBytes } from './grpc-message.ts'
import { otlpGrpc } from './otlp-grpc.ts'
import { wires } from './signals.ts'

const exportTraces = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
const traces = tracesOf([aSpan(), aSpan()])

describe('the OTLP/gRPC receiver', () => {
  const output = createFakeOutput()
  let outputs: readonly PipelineOutput[] = []
  const counts = createCounters().grpc
  const budget = createByteBudget(() => prefixBytes + requestBodyBytes)
  let listener: Listener
  let client: Client

  before(async () => {
    const tell = () => undefined
    const pipeline: Pipeline = {
      accept: (...request) =>
        openPipeline({ redactor: () => redactsNothing, outputs: () => outputs, tell }).accept(...request),
    }
    const rules = () => ({ guard: openToAll, requestBytesMax: requestBodyBytes })
    const receiver = { pipeline, counts, budget, rules, tell }
    const listened = await listenGrpc(otlpGrpc(receiver), { host: '127.0.0.1', port: 0 }, 'grpc')
    assert.ok(listened.ok)
    listener = listened.value
    client = connect()
  })
  after(async () => {
    client.close()
    await listener.close()
  })
  beforeEach(() => {
    output.taken.length = 0
    output.whenTaking = () => Promise.resolve()
    outputs = outputOf(output)
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
    assert.deepEqual(output.takenTraces(), [traces])
    assert.equal(counts.acceptedRequests.traces, 1)
    assert.equal(counts.acceptedItems.traces, 2)
    assert.equal(budget.usedBytes, 0)
  })

  it('accepts every signal, and counts what is in it', async () => {
    for (const signal of signals) {
      const { proto, itemCount } = requests[signal]
      assert.equal((await call(proto, wires[signal].grpcPath)).length, 0)
      const [payload] = output.taken.splice(0)
      assert.equal(payload?.signal, signal)
      assert.equal(payload?.itemCount, itemCount)
      assert.deepEqual(Buffer.from(payload?.bytes ?? []), Buffer.from(proto))
      assert.equal(counts.acceptedItems[signal], itemCount)
    }
  })

  it('accepts gzip', async () => {
    const zipping = connect({ 'grpc.default_compression_algorithm': compressionAlgorithms.gzip })
    await call(writeTracesProto(traces), exportTraces, zipping)
    assert.deepEqual(output.takenTraces(), [traces])
    zipping.close()
  })

  it('accepts the valid spans of a request, and says what is wrong with the rest', async () => {
    const mixed = tracesOf([aSpan(), aSpan({ traceId: 'abcd' as TraceId })])
    const response = readTraceResponseProto(await call(writeTracesProto(mixed)))
    assert.ok(response.ok)
    assert.equal(response.value.rejectedSpans, 1n)
    assert.match(response.value.errorMessage, /^1 of 2 spans rejected; the first: trace_id /)
    assert.equal(counts.rejectedItems.traces, 1)
  })

  it('refuses what it cannot read for good', async () => {
    await assert.rejects(call(Buffer.from('nonsense')), isStatus(status.INVALID_ARGUMENT))
    assert.equal(counts.refusedRequests.bad_data.traces, 1)
  })

  it('takes a message of exactly the limit and refuses one byte more', async () => {
    await call(padding(requestBodyBytes))
    assert.equal(counts.acceptedRequests.traces, 1)
    await assert.rejects(call(padding(requestBodyBytes + 1)), isStatus(status.RESOURCE_EXHAUSTED))
    assert.equal(counts.refusedRequests.too_large.traces, 1)
  })

  it('asks to send again what the store could not append', async () => {
    output.whenTaking = () => Promise.reject(new Error('disk full'))
    await assert.rejects(call(writeTracesProto(traces)), isStatus(status.UNAVAILABLE))
    assert.equal(counts.refusedRequests.store_failed.traces, 1)
  })

  it('asks to send again what does not fit beside the requests in flight', async () => {
    const reservation = budget.open()
    reservation.grow(prefixBytes + requestBodyBytes)
    await assert.rejects(call(writeTracesProto(traces)), isStatus(status.UNAVAILABLE))
    assert.equal(counts.refusedRequests.busy.traces, 1)
    reservation.release()
    await call(writeTracesProto(traces))
  })

  it('answers UNIMPLEMENTED to methods that it does not have', async () => {
    const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Import'
    await assert.rejects(call(new Uint8Array(), path), (error: ServiceError) => {
      assert.equal(error.code, status.UNIMPLEMENTED)
      assert.equal(error.details, 'There is no such method here; data goes to Export of the services of OTLP.')
      return true
    })
    assert.equal(counts.refusedRequests.not_found.unknown, 1)
  })

  it('answers UNIMPLEMENTED to a signal that nothing would keep', async () => {
    outputs = outputOf(output, ['traces'])
    await assert.rejects(call(requests.logs.proto, wires.logs.grpcPath), isStatus(status.UNIMPLEMENTED))
    assert.equal(counts.refusedRequests.not_received.logs, 1)
  })
})
