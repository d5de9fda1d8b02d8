import assert from 'node:assert/strict'
import { startChild } from '../support/child.ts'
import { type Product, untraced } from '../support/products.ts'
import { arrived, type Receiver, settled } from '../support/receiving.ts'
import { tracedBy, type Usage } from '../support/service.ts'

/** One product in one round. */
export interface Sample {
  /** Of the whole process, until its last span is out. */
  readonly cpuMicros: number
  readonly mainCpuMicros: number
  readonly spansReceived: number
  readonly spansExpected: number
}

const startLoop = async (product: Product, receiverUrl: string) => {
  const args = [...product.nodeArgs, 'manual-span/loop.cjs']
  const { ask, stop } = await startChild('measured', args, tracedBy(product, receiverUrl))
  /** Makes so many spans, and tells what the process has used since its start. */
  return { makeSpans: (spans: number) => ask<Usage>({ spans }), stop }
}

const expected = 'internal work order.id=A-17 order.items=0 order.price=12.5 order.paid=true'

/** One span, with what it was given: else there is nothing to time. */
export const assertOutput = async (product: Product, receiver: Receiver): Promise<void> => {
  await receiver.reset()
  const loop = await startLoop(product, receiver.url)
  try {
    await loop.makeSpans(1)
    await arrived(receiver, 1)
    const { described } = await receiver.received()
    assert.deepEqual(described, product === untraced ? [] : [expected], `what ${product.name} sends`)
  } finally {
    await loop.stop()
  }
}

const warmUpSpans = 100_000
/** What the loop makes of them: see there. */
const spansPerSecond = 50_000

export const measure = async (product: Product, receiver: Receiver, seconds: number): Promise<Sample> => {
  const loop = await startLoop(product, receiver.url)
  try {
    await loop.makeSpans(warmUpSpans)
    await settled(receiver)
    const before = await loop.makeSpans(0)

    const spans = seconds * spansPerSecond
    const spansExpected = product === untraced ? 0 : spans
    await loop.makeSpans(spans)
    const spansReceived = await arrived(receiver, spansExpected)
    const after = await loop.makeSpans(0)
    return {
      cpuMicros: (after.cpuMicros - before.cpuMicros) / spans,
      mainCpuMicros: (after.mainCpuMicros - before.mainCpuMicros) / spans,
      spansReceived,
      spansExpected,
    }
  } finally {
    await loop.stop()
  }
}
