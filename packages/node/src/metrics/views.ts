import type { ExemplarFilter, MetricsSettings, TemporalityPreference } from '../settings/settings.ts'
import { ExplicitHistogram } from './explicit-histogram.ts'
import { ExponentialHistogram } from './exponential-histogram.ts'
import type { NewHistogram } from './histogram.ts'

/** How readings are taken for one way out: pushed by OTLP, or pulled by Prometheus (and printed on the console). */
export type ViewName = 'pushed' | 'pulled'

export interface View {
  readonly temporality: TemporalityPreference
  /** Of durations that we measure. */
  readonly newHistogram: NewHistogram
  /** Of the app's own histograms, unless they say otherwise. */
  readonly isExponential: boolean
  readonly exemplars: ExemplarFilter
}

const exponential: NewHistogram = () => new ExponentialHistogram()
const explicit: NewHistogram = bounds => new ExplicitHistogram(bounds)

/** Those that somebody wants. */
export function viewsOf({ otlp, prometheus, isConsole, exemplars }: MetricsSettings): ReadonlyMap<ViewName, View> {
  const views = new Map<ViewName, View>()
  if (otlp !== undefined) {
    const { temporality, histogram } = otlp
    // Unless told otherwise ours are exponential: they are exact to a few percent whatever the durations are.
    const newHistogram = histogram === 'explicit_bucket_histogram' ? explicit : exponential
    const isExponential = histogram === 'base2_exponential_bucket_histogram'
    views.set('pushed', { temporality, newHistogram, isExponential, exemplars })
  }
  if (prometheus !== undefined || isConsole) {
    // Prometheus' text has no other histograms, and adds up by itself.
    views.set('pulled', { temporality: 'cumulative', newHistogram: explicit, isExponential: false, exemplars })
  }
  return views
}
