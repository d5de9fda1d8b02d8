import { startChild } from '../support/child.ts'
import { closedLoop, warmUpSeconds } from '../support/load.ts'
import { type Product, untraced } from '../support/products.ts'
import { startService } from '../support/service.ts'
import { startDestination } from './receivers.ts'
import type { Variant } from './variants.ts'

export interface Pace {
  readonly requestsPerSecond: number
  readonly seconds: number
}

/** From when a request was due to its answer. Infinite for what was never answered. */
export interface Latency {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly answered: number
  readonly asked: number
}

/** One variant in one round. */
export interface Sample extends Latency {
  readonly spansReceived: number
  readonly spansExpected: number
}

const startFastify = async (product: Product, receiverUrl: string) => {
  const service = await startService({ app: 'fastify', product, receiverUrl })
  return { ...service, url: `${service.url}/hello/42` }
}

/** What the service does untraced when it never waits for a request. */
export const untracedMaximum = async (seconds: number): Promise<number> => {
  const service = await startFastify(untraced, '')
  try {
    await closedLoop(service.url, warmUpSeconds)
    return await closedLoop(service.url, seconds)
  } finally {
    await service.stop()
  }
}

export const measure = async (variant: Variant, pace: Pace): Promise<Sample> => {
  const destination = await startDestination(variant.receiver)
  const service = await startFastify(variant.product, destination.url)
  const generator = await startChild('load', ['latency/load-generator.ts', service.url], process.env)
  try {
    await generator.ask<Latency>({ ...pace, seconds: warmUpSeconds })
    await destination.settled()

    const latency = await generator.ask<Latency>({ ...pace })
    const spansMade = variant.product === untraced ? 0 : latency.answered
    const spansReceived = await destination.received(spansMade)
    return { ...latency, spansReceived, spansExpected: variant.receiver === 'fine' ? spansMade : 0 }
  } finally {
    await Promise.all([generator.stop(), service.stop(), destination.stop()])
  }
}
