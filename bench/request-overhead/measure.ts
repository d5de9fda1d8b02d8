import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { closedLoop, warmUpSeconds } from '../support/load.ts'
import { untraced } from '../support/products.ts'
import { arrived, type Receiver, settled } from '../support/receiving.ts'
import { startService } from '../support/service.ts'
import type { MeasuredService, Surroundings } from './services.ts'
import type { Variant } from './variants.ts'

/** One variant in one round. */
export interface Sample {
  readonly requestsPerSecond: number
  readonly cpuMicros: number
  readonly mainCpuMicros: number
  readonly residentBytes: number
  readonly spansReceived: number
  readonly spansExpected: number
}

/** One service, with what it needs while it is measured. */
export interface Subject {
  readonly service: MeasuredService
  readonly surroundings: Surroundings
  readonly receiver: Receiver
}

const start = ({ service, surroundings, receiver }: Subject, { product }: Variant) =>
  startService({ app: service.name, product, receiverUrl: receiver.url, env: surroundings.env })

/**
 * One request, and the spans it has to send, with their names and status: else there is nothing to time. It is the
 * second, because the first also opens connections.
 */
export const assertOutput = async (subject: Subject, variant: Variant): Promise<void> => {
  const { service, receiver } = subject
  const app = await start(subject, variant)
  const request = async () => (await fetch(`${app.url}${service.path}`)).json()
  try {
    await receiver.reset()
    await request()
    await arrived(receiver, Number.POSITIVE_INFINITY)
    const { uncalledFor } = await receiver.received()

    await receiver.reset()
    assert.deepEqual(await request(), service.answer)
    await arrived(receiver, Number.POSITIVE_INFINITY)
    const { described } = await receiver.received()
    const expected = { described: variant.spans, uncalledFor: [] }
    assert.deepEqual({ described: described.toSorted(), uncalledFor }, expected, `what ${variant.name} sends`)
    await service.check?.(app.url, variant.product.name !== untraced.name)
    await assertMetrics(subject, variant)
  } finally {
    await app.stop()
  }
}

/** Longer than between two exports. */
const metricsMs = 7_000

/** Whoever is to send metrics does, and nobody else. */
const assertMetrics = async ({ service, receiver }: Subject, { product, name }: Variant): Promise<void> => {
  const isMeasured = 'OTEL_METRICS_EXPORTER' in (service.signals?.[product.name] ?? {})
  if (isMeasured) await pause(metricsMs)
  const { metricRequestCount } = await receiver.received()
  assert.equal(metricRequestCount > 0, isMeasured, `metrics of ${name}`)
}

export const measure = async (subject: Subject, variant: Variant, seconds: number): Promise<Sample> => {
  const { service, receiver } = subject
  const app = await start(subject, variant)
  const load = (forSeconds: number) => closedLoop(`${app.url}${service.path}`, forSeconds)
  try {
    await load(warmUpSeconds)
    await settled(receiver)
    const before = await app.usage()
    const requestsPerSecond = await load(seconds)
    const requests = (await app.usage()).served - before.served
    const spansExpected = requests * variant.spans.length
    // The service is measured until its last span is out: sending the rest is part of the cost.
    const spansReceived = await arrived(receiver, spansExpected)
    const after = await app.usage()
    return {
      requestsPerSecond,
      cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
      mainCpuMicros: (after.mainCpuMicros - before.mainCpuMicros) / requests,
      residentBytes: after.residentBytes,
      spansReceived,
      spansExpected,
    }
  } finally {
    await app.stop()
  }
}
