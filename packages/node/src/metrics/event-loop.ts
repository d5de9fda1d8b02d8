import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { eventLoopSampleMs, idleUtilization } from '../limits.ts'
import { gauge, pointsBy, total } from './make-metric.ts'
import type { Metric } from './model.ts'

/**
 * How late the event loop is, and how busy.
 *
 * Node learns of delays by a timer. One that is on would wake an idle app fifty times a second, so it is on for an
 * interval after one in which the app was busy, and in the first.
 */
export class EventLoop {
  readonly #delays = monitorEventLoopDelay({ resolution: eventLoopSampleMs })
  #before = performance.eventLoopUtilization()

  constructor() {
    this.#delays.enable()
  }

  read(startUnixNano: bigint): readonly Metric[] {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, this.#before)
    this.#before = now
    const delays = this.#readDelays()
    if (utilization > idleUtilization) this.#delays.enable()
    else this.#delays.disable()
    const seconds = { active: now.active / 1e3, idle: now.idle / 1e3 }
    return [
      gauge(utilizationName, [{ attributes: {}, value: utilization }]),
      total(timeName, startUnixNano, pointsBy('nodejs.eventloop.state', seconds)),
      ...delays,
    ]
  }

  close(): void {
    this.#delays.disable()
  }

  #readDelays(): readonly Metric[] {
    const delays = this.#delays
    if (delays.count === 0) return []
    const nanos = {
      min: delays.min,
      max: delays.max,
      mean: delays.mean,
      p50: delays.percentile(50),
      p90: delays.percentile(90),
      p99: delays.percentile(99),
    }
    const deviation = delays.stddev
    delays.reset()
    return [
      ...Object.entries(nanos).map(([kind, nano]) => delayGauge(kind, lateness(nano))),
      delayGauge('stddev', deviation / 1e9),
    ]
  }
}

/** What Node tells is the time between two samples, of which the timer's own is no delay. */
const lateness = (nano: number): number => Math.max(0, nano / 1e9 - eventLoopSampleMs / 1e3)

const utilizationName = { name: 'nodejs.eventloop.utilization', description: 'Event loop utilization.', unit: '1' }

const timeName = {
  name: 'nodejs.eventloop.time',
  description: 'Cumulative duration of time the event loop has been in each state.',
  unit: 's',
}

const delayGauge = (kind: string, value: number): Metric =>
  gauge({ name: `nodejs.eventloop.delay.${kind}`, description: `Event loop delay, ${kind}.`, unit: 's' }, [
    { attributes: {}, value },
  ])
