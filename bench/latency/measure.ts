import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild } from '../support/child.ts'
import { closedLoop, warmUpSeconds } from '../support/load.ts'
import { type Product, untraced } from '../support/products.ts'
import { startService } from '../support/service.ts'
import { type Destination, startDestination } from './receivers.ts'
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

/** A service that lives through all rounds, with who asks it and where its spans go. */
export interface Subject extends Variant {
  readonly destination: Destination
  readonly generator: Child
  stop(): Promise<void>
}

/**
 * Short, and many of them: about once a second something else has a core for some milliseconds, which is the one request in a
 * hundred. So the p99 of a window is that of the machine or that of the service, and the lower quartile over windows is the latter.
 */
export const windowSeconds = 0.5

/** Longer than any product's spans wait to be sent (`support/products.ts`), so that nobody sends in another's window. */
const restMs = 1_200

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

export const startSubject = async (variant: Variant, requestsPerSecond: number): Promise<Subject> => {
  const destination = await startDestination(variant.receiver)
  const service = await startFastify(variant.product, destination.url)
  const generator = await startChild('load', ['latency/load-generator.ts', service.url], process.env)
  await generator.ask<Latency>({ requestsPerSecond, seconds: warmUpSeconds })
  await destination.settled()
  return {
    ...variant,
    destination,
    generator,
    async stop() {
      await Promise.all([generator.stop(), service.stop(), destination.stop()])
    },
  }
}

/** One window. */
export const measure = async ({ generator }: Subject, requestsPerSecond: number): Promise<Latency> => {
  const latency = await generator.ask<Latency>({ requestsPerSecond, seconds: windowSeconds })
  await pause(restMs)
  return latency
}
