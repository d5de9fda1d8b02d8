import assert from 'node:assert/strict'
import { closedLoop } from '../support/load.ts'
import type { Settings } from '../support/settings.ts'
import { arrived, type Receiver, startReceiver } from './receiving.ts'
import { type Row, type Sample, summarise } from './rows.ts'
import { autocannonPath, startService } from './service.ts'
import { type Variant, variants } from './variants.ts'

/** What tracing every request of a small Fastify service costs: throughput, CPU of the whole process, memory. */
export const requestOverhead = async ({ rounds, seconds }: Settings): Promise<readonly Row[]> => {
  const receiver = await startReceiver()
  try {
    for (const variant of variants) await assertOutput(variant, receiver)
    const samples = new Map<Variant, Sample[]>(variants.map(variant => [variant, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const variant of rotated(variants, round)) {
        process.stderr.write(`round ${round + 1} of ${rounds}: ${variant.name}\n`)
        samples.get(variant)?.push(await measure(variant, receiver, seconds))
      }
    }
    return summarise(samples)
  } finally {
    await receiver.stop()
  }
}

/** One request, one span, with the name and the status it has to have: else there is nothing to time. */
const assertOutput = async (variant: Variant, receiver: Receiver) => {
  await receiver.reset()
  const service = await startService(variant, receiver.url)
  try {
    const answer = await fetch(`${service.url}/hello/42`)
    assert.deepEqual(await answer.json(), { hello: '42' })
    await arrived(receiver, variant.spans.length)
    const { decoded } = await receiver.received()
    assert.deepEqual(decoded, variant.spans, `what ${variant.name} sends for one request`)
  } finally {
    await service.stop()
  }
}

const warmUpSeconds = 2

const measure = async (variant: Variant, receiver: Receiver, seconds: number): Promise<Sample> => {
  const service = await startService(variant, receiver.url)
  const load = (forSeconds: number) => closedLoop(`${service.url}/hello/42`, forSeconds, autocannonPath)
  try {
    await receiver.reset()
    await load(warmUpSeconds)
    const before = await service.usage()
    await arrived(receiver, before.served * variant.spans.length)

    await receiver.reset()
    const requestsPerSecond = await load(seconds)
    const requests = (await service.usage()).served - before.served
    const spansExpected = requests * variant.spans.length
    // The service is measured until its last span is out: sending the rest is part of the cost.
    const spansReceived = await arrived(receiver, spansExpected)
    const { cpuMicros, residentBytes } = await service.usage()

    const cpuMicrosPerRequest = (cpuMicros - before.cpuMicros) / requests
    return { requestsPerSecond, cpuMicrosPerRequest, residentBytes, spansReceived, spansExpected }
  } finally {
    await service.stop()
  }
}

/** Each variant goes first in its turn: whatever drifts over a run meets all of them. */
const rotated = <T>(items: readonly T[], by: number): readonly T[] => {
  const cut = by % items.length
  return [...items.slice(cut), ...items.slice(0, cut)]
}
