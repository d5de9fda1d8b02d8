/** A thread that appends numbered records as fast as it can: what `ring.test.ts` reads against. */
import { workerData } from 'node:worker_threads'
import type { ProtoWriter } from '@throughline/otlp'
import { openRing, type RingHandle } from '../recorder/ring-layout.ts'
import { RingWriter } from '../recorder/ring-writer.ts'

const { handle, appendCount }: { handle: RingHandle; appendCount: number } = workerData
const writer = new RingWriter(openRing(handle))
const write = (proto: ProtoWriter, bytes: Uint8Array): void => proto.raw(bytes)
const payload = new Uint8Array(900)

for (let i = 0; i < appendCount; i++) {
  writer.append(write, payload.subarray(0, 1 + ((i * 7919) % 900)).fill(i & 0xff), i)
}
