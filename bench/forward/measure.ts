import assert from 'node:assert/strict'
import type { Answered } from '../ingest/measure.ts'
import { startChild } from '../support/child.ts'
import { arrived, type Receiver, settled } from '../support/receiving.ts'
import type { Forwarder } from './forwarders.ts'

/** One forwarder in one round. */
export interface Sample {
  readonly acceptedPerSecond: number
  readonly cpuMicrosPerSpan: number
  readonly residentMebibytes: number
  readonly spansReceived: number
  readonly spansExpected: number
}

const spansPerRequest = 500
const connections = 8
const warmUpSeconds = 2

export const measure = async (forwarder: Forwarder, receiver: Receiver, seconds: number): Promise<Sample> => {
  const running = await forwarder.start(receiver.url)
  const args = ['--conditions=throughline-source', 'ingest/load-generator.ts', running.httpUrl, String(spansPerRequest)]
  const generator = await startChild('load', args, process.env)
  const load = (forSeconds: number) => generator.ask<Answered>({ connections, seconds: forSeconds })
  try {
    await receiver.reset()
    // Also shows that what is timed does what it should.
    const warmUp = await load(warmUpSeconds)
    assert.equal(await arrived(receiver, warmUp.acceptedSpans), warmUp.acceptedSpans, `what ${forwarder.name} sends on`)
    await settled(receiver)

    const before = await running.usage()
    const answered = await load(seconds)
    const spansReceived = await arrived(receiver, answered.acceptedSpans)
    const after = await running.usage()
    return {
      acceptedPerSecond: answered.acceptedSpans / answered.elapsedSeconds,
      cpuMicrosPerSpan: (after.cpuMicros - before.cpuMicros) / answered.acceptedSpans,
      residentMebibytes: after.residentMebibytes,
      spansReceived,
      spansExpected: answered.acceptedSpans,
    }
  } finally {
    await generator.stop()
    await running.stop()
  }
}
