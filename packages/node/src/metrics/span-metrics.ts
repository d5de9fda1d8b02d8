import { maxSeries } from '../limits.ts'
import type { ExemplarFilter } from '../settings/settings.ts'
import type { AttributeList } from '../trace/attributes.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { Histogram, NewHistogram } from './histogram.ts'
import { type Instrument, keysOf } from './instruments.ts'
import type { Metric } from './model.ts'
import { attributeOf, messageCountOf, operationOf, ownValueOf, unnamedError, valueIn } from './operations.ts'
import type { Series } from './series.ts'
import { type Branch, SeriesTree } from './series-tree.ts'

export interface SpanMetricsOptions {
  /** Readings are of what came since those before, and not since the start. */
  readonly isDelta: boolean
  readonly newHistogram: NewHistogram
  readonly exemplars: ExemplarFilter
}

/** Counts operations as their spans end: all of them, whatever is sampled. */
export interface SpanCounter {
  /** @param isSent whether the span leaves the process */
  count(span: RecordedSpan, isSent: boolean): void
}

interface Counter {
  total: number
}

/** What was counted since `startUnixNano`. */
class Counted {
  readonly startUnixNano: bigint
  readonly durations = new Map<Instrument, SeriesTree<Histogram>>()
  readonly messages = new Map<Instrument, SeriesTree<Counter>>()

  constructor(startUnixNano: bigint) {
    this.startUnixNano = startUnixNano
  }
}

/**
 * Rates, errors and durations, summed up by the attributes of spans.
 *
 * Hot path: bench/request-overhead. Shared attributes remember the branch that they lead to, so that a span only looks
 * for what is its own.
 */
export class SpanMetrics implements SpanCounter {
  readonly #options: SpanMetricsOptions
  #counted: Counted

  constructor(options: SpanMetricsOptions, startUnixNano: bigint) {
    this.#options = options
    this.#counted = new Counted(startUnixNano)
  }

  count(span: RecordedSpan, isSent: boolean): void {
    const branch = span.attributes.shared?.seriesBranch
    const known = branch?.tree.owner === this.#counted ? seriesBelow(branch, span) : undefined
    if (known !== undefined) this.#record(known, span, isSent)
    else this.#countBySearch(span, isSent)
  }

  read(unixNano: bigint): readonly Metric[] {
    const counted = this.#counted
    const metrics = [
      ...Array.from(counted.durations, ([instrument, tree]) => this.#durationMetric(instrument, tree, counted)),
      ...Array.from(counted.messages, ([instrument, tree]) => this.#messageMetric(instrument, tree, counted)),
    ]
    if (this.#options.isDelta) this.#counted = new Counted(unixNano)
    return metrics
  }

  /** Names of metrics that have more series than they may have. */
  get overflowing(): readonly string[] {
    const { durations, messages } = this.#counted
    return [...durations, ...messages].flatMap(([{ name }, tree]) => (tree.hasOverflowed ? [name] : []))
  }

  #countBySearch(span: RecordedSpan, isSent: boolean): void {
    const operation = operationOf(span)
    if (operation === undefined) return
    const { duration, messages } = operation
    const tree = this.#durationTree(duration)
    this.#record(tree.seriesOf(valuesOf(duration, span)), span, isSent)
    // What has messages to count goes this way each time; nobody shares attributes of such spans.
    if (messages === undefined) rememberBranch(duration, tree, span.attributes)
    else this.#messageTree(messages).seriesOf(valuesOf(messages, span)).aggregate.total += messageCountOf(span)
  }

  #record(series: Series<Histogram>, span: RecordedSpan, isSent: boolean): void {
    const seconds = span.durationMs / 1e3
    series.aggregate.record(seconds)
    const { exemplars } = this.#options
    if (isSent ? exemplars !== 'always_off' : exemplars === 'always_on') series.offerExemplar(seconds, span)
  }

  #durationTree(instrument: Instrument): SeriesTree<Histogram> {
    const newHistogram = () => this.#options.newHistogram(instrument.bounds)
    return treeIn(this.#counted.durations, instrument, this.#counted, newHistogram)
  }

  #messageTree(instrument: Instrument): SeriesTree<Counter> {
    return treeIn(this.#counted.messages, instrument, this.#counted, () => ({ total: 0 }))
  }

  #durationMetric({ name, description }: Instrument, tree: SeriesTree<Histogram>, { startUnixNano }: Counted): Metric {
    const points = tree.all.map(series => ({
      attributes: series.attributes,
      distribution: series.aggregate.read(),
      exemplar: series.takeExemplar(),
    }))
    const { isDelta } = this.#options
    return { kind: 'histogram', name, description, unit: 's', isDelta, startUnixNano, points }
  }

  #messageMetric({ name, description }: Instrument, tree: SeriesTree<Counter>, { startUnixNano }: Counted): Metric {
    const points = tree.all.map(({ attributes, aggregate }) => ({ attributes, value: aggregate.total }))
    const sum = { kind: 'sum', isMonotonic: true, isInteger: true, isDelta: this.#options.isDelta } as const
    return { ...sum, name, description, unit: '{message}', startUnixNano, points }
  }
}

function treeIn<A>(
  trees: Map<Instrument, SeriesTree<A>>,
  instrument: Instrument,
  owner: Counted,
  newAggregate: () => A,
): SeriesTree<A> {
  const known = trees.get(instrument)
  if (known !== undefined) return known
  const tree = new SeriesTree(owner, instrument, maxSeries, newAggregate)
  trees.set(instrument, tree)
  return tree
}

const valuesOf = (instrument: Instrument, span: RecordedSpan): readonly unknown[] =>
  keysOf(instrument).map(key => presentValue(key, span.attributes) ?? valueOfAbsent(key, span))

/** Where a destination has a template, its name may be another for each message (the conventions of messaging metrics). */
const presentValue = (key: string, attributes: AttributeList): unknown =>
  key === 'messaging.destination.name' && attributeOf(attributes, 'messaging.destination.template') !== undefined
    ? undefined
    : attributeOf(attributes, key)

const valueOfAbsent = (key: string, span: RecordedSpan): unknown =>
  key === 'error.type' ? unnamedError(span) : undefined

/** None of `ownKeys` may be among what is shared: from the branch on, nobody looks there. */
function rememberBranch(instrument: Instrument, tree: SeriesTree<Histogram>, { shared }: AttributeList): void {
  if (shared === undefined || instrument.ownKeys.some(key => valueIn(shared.entries, key) !== undefined)) return
  shared.seriesBranch = tree.branchAt(instrument.sharedKeys.map(key => valueIn(shared.entries, key)))
}

/** Undefined for a span unlike all before. */
function seriesBelow(branch: Branch<Histogram>, span: RecordedSpan): Series<Histogram> | undefined {
  let at: Branch<Histogram> | undefined = branch
  for (const key of branch.tree.instrument.ownKeys) {
    at = at.get(ownValueOf(span.attributes, key) ?? valueOfAbsent(key, span))
    if (at === undefined) return undefined
  }
  return at.series
}
