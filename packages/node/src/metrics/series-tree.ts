import { type Instrument, keysOf } from './instruments.ts'
import type { MetricAttributes } from './model.ts'
import { Series } from './series.ts'

/**
 * The series of one metric, as a tree in which each level is one attribute: by a few cheap look-ups a span finds its
 * series, and no key is put together of its texts, which would cost more than all of them.
 */
export class SeriesTree<A> {
  readonly root: Branch<A> = new Branch(this)
  /** Whom it belongs to, for branches that are remembered elsewhere. */
  readonly owner: object
  readonly instrument: Instrument
  readonly #limit: number
  readonly #newAggregate: () => A
  readonly #all: Series<A>[] = []
  #overflow: Series<A> | undefined

  /** @param limit series, that of what finds no room included (Metrics SDK, "Cardinality limits") */
  constructor(owner: object, instrument: Instrument, limit: number, newAggregate: () => A) {
    this.owner = owner
    this.instrument = instrument
    this.#limit = limit
    this.#newAggregate = newAggregate
  }

  get isFull(): boolean {
    return this.#all.length >= this.#limit - 1
  }

  get hasOverflowed(): boolean {
    return this.#overflow !== undefined
  }

  get all(): readonly Series<A>[] {
    return this.#overflow === undefined ? this.#all : [...this.#all, this.#overflow]
  }

  /** The series of these values, in the order of the instrument's keys; the one of all the rest where there is no room. */
  seriesOf(values: readonly unknown[]): Series<A> {
    let branch: Branch<A> | undefined = this.root
    for (const value of values) branch = branch?.get(value) ?? (this.isFull ? undefined : branch?.grow(value))
    if (branch === undefined) return this.#overflowing()
    branch.series ??= this.#add(values)
    return branch.series
  }

  /** Undefined where no series has these for its first values. */
  branchAt(values: readonly unknown[]): Branch<A> | undefined {
    let branch: Branch<A> | undefined = this.root
    for (const value of values) branch = branch?.get(value)
    return branch
  }

  #add(values: readonly unknown[]): Series<A> {
    const series = new Series(attributesOf(keysOf(this.instrument), values), this.#newAggregate())
    this.#all.push(series)
    return series
  }

  #overflowing(): Series<A> {
    this.#overflow ??= new Series({ 'otel.metric.overflow': true }, this.#newAggregate())
    return this.#overflow
  }
}

export class Branch<A> {
  readonly tree: SeriesTree<A>
  readonly #below = new Map<unknown, Branch<A>>()
  /** Of a branch that is as deep as the tree has keys. */
  series: Series<A> | undefined

  constructor(tree: SeriesTree<A>) {
    this.tree = tree
  }

  get(value: unknown): Branch<A> | undefined {
    return this.#below.get(value)
  }

  grow(value: unknown): Branch<A> {
    const branch = new Branch(this.tree)
    this.#below.set(value, branch)
    return branch
  }
}

/** An attribute that is not there is none of the series either. */
function attributesOf(keys: readonly string[], values: readonly unknown[]): MetricAttributes {
  const attributes: Record<string, unknown> = {}
  keys.forEach((key, i) => {
    if (values[i] !== undefined) attributes[key] = values[i]
  })
  return attributes
}
