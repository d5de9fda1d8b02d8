import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ProtoWriter } from '../wire/proto-writer.ts'
import { retryInfoDelayMs } from './retry-info.ts'

test('finds the delay, in whole seconds and in parts of one', () => {
  assert.equal(retryInfoDelayMs(retryInfo(0)), 0)
  assert.equal(retryInfoDelayMs(retryInfo(30)), 30_000)
  assert.equal(retryInfoDelayMs(statusOf('google.rpc.RetryInfo', duration => duration.varint(2, 250_000_000))), 250)
})

test('passes over details of other kinds', () => {
  assert.equal(retryInfoDelayMs(statusOf('google.rpc.BadRequest', duration => duration.varint(1, 5))), undefined)
  const both = Buffer.concat([statusOf('google.rpc.Help', () => {}), retryInfo(5)])
  assert.equal(retryInfoDelayMs(both), 5_000)
  assert.equal(retryInfoDelayMs(new Uint8Array()), undefined)
})

test('makes a number or nothing of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(40), (noise, at) => {
      const status = retryInfo(1)
      status.set(noise.subarray(0, Math.max(0, status.length - at)), Math.min(at, status.length))
      for (const bytes of [noise, status]) {
        const delayMs = retryInfoDelayMs(bytes)
        assert.ok(delayMs === undefined || Number.isFinite(delayMs))
      }
    }),
  )
})

const retryInfo = (seconds: number): Uint8Array =>
  statusOf('google.rpc.RetryInfo', duration => duration.varint(1, seconds))

function statusOf(type: string, write: (duration: ProtoWriter) => void): Uint8Array {
  const proto = ProtoWriter.growing()
  const any = proto.begin(3)
  proto.string(1, `type.googleapis.com/${type}`)
  const marks = [proto.begin(2), proto.begin(1)]
  write(proto)
  for (const mark of [...marks.reverse(), any]) proto.end(mark)
  return proto.written()
}
