import { SpanStatusCode } from '@opentelemetry/api'
import {
  keepBurstSeconds,
  keepFloorMs,
  maxKnownRoutes,
  minRouteRequests,
  routeWindowRequests,
  slowQuantile,
} from '../limits.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { KeepReason } from './local-trace.ts'
import { MovingQuantile } from './moving-quantile.ts'
import { RateLimit } from './rate-limit.ts'

export interface KeepSettings {
  /** A local root that took longer is kept; `undefined`: longer than usual for its route. Infinite: none is. */
  readonly slowerThanMs: number | undefined
  /** Local traces kept in a second, on average; 0 keeps none, and counts none as too many. */
  readonly tracesPerSecond: number
}

/** Which local traces leave the process although the head decision was no. */
export class KeepPolicy {
  readonly keepsNothing: boolean
  readonly #slowerThanMs: number | undefined
  readonly #limit: RateLimit
  readonly #routes = new Map<string, MovingQuantile>()
  readonly #otherRoutes = newRoute()

  constructor({ slowerThanMs, tracesPerSecond }: KeepSettings) {
    this.keepsNothing = tracesPerSecond === 0
    this.#slowerThanMs = slowerThanMs
    this.#limit = new RateLimit(tracesPerSecond, keepBurstSeconds, performance.now())
  }

  /** For a span that has just ended; how long it took matters of a local root alone. */
  reasonFor(span: RecordedSpan, isLocalRoot: boolean): KeepReason | undefined {
    if (this.keepsNothing) return undefined
    // Of an error, too: how long those take belongs to what is usual for a route.
    const isSlow = isLocalRoot && this.#isSlow(span)
    if (span.statusCode === SpanStatusCode.ERROR) return 'error'
    return isSlow ? 'slow' : undefined
  }

  /** False when more is kept than may be. */
  admit(): boolean {
    return this.#limit.take(performance.now())
  }

  #isSlow(span: RecordedSpan): boolean {
    const durationMs = span.durationMs
    if (this.#slowerThanMs !== undefined) return durationMs > this.#slowerThanMs
    const route = this.#routeOf(span.name)
    const isSlow = durationMs > Math.max(keepFloorMs, route.valueMs)
    route.add(durationMs)
    return isSlow
  }

  #routeOf(name: string): MovingQuantile {
    const known = this.#routes.get(name)
    if (known !== undefined) return known
    if (this.#routes.size >= maxKnownRoutes) return this.#otherRoutes
    const route = newRoute()
    this.#routes.set(name, route)
    return route
  }
}

const newRoute = (): MovingQuantile => new MovingQuantile(slowQuantile, minRouteRequests, routeWindowRequests)
