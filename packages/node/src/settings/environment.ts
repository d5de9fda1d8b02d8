import { isUsableHeader, parsePairs } from './pairs.ts'

/** Environment variables by name, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** How the text of a variable becomes a value. */
export interface Reading<T> {
  /** Undefined for a text that cannot be used; a box, since the value itself may be undefined. */
  readonly parse: (text: string) => { readonly value: T } | undefined
  /** Completes "… is not". */
  readonly allowed: string
  readonly fallback: T
  /** Completes "using …". Default: `fallback` as text. */
  readonly shownFallback?: string
}

/**
 * Reads variables one by one and collects, for each wrong value, one sentence that names the variable, the value, what
 * is allowed and what is used instead. An empty variable counts as unset (specification: "Environment Variables"), and
 * so does one that cannot be used: the next of several names is asked then.
 */
export class EnvironmentReader {
  readonly #complaints = new Set<string>()
  readonly #environment: Environment

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** Each once, although what several signals share is read for each of them. */
  get complaints(): readonly string[] {
    return [...this.#complaints]
  }

  /** The first of `names` that is set. */
  text(...names: string[]): string | undefined {
    return this.find(names)?.value
  }

  /** The first of `names` that is set to something usable. */
  parsed<T>(names: readonly string[], reading: Reading<T>): T {
    return this.#firstUsable(names, reading).value
  }

  /** `text`, wherever it was set, by the same rules. */
  given<T>(name: string, text: string, { parse, allowed, fallback, shownFallback }: Reading<T>): T {
    const usable = parse(text)
    if (usable === undefined) this.complain(name, text, allowed, shownFallback ?? String(fallback))
    return usable === undefined ? fallback : usable.value
  }

  flag(...names: string[]): boolean {
    return this.choice(names, ['true', 'false'], 'false') === 'true'
  }

  choice<T extends string>(names: readonly string[], choices: readonly T[], fallback: T): T {
    return this.parsed(names, {
      parse: text => boxed(choices.find(choice => choice === text.toLowerCase())),
      allowed: `one of ${choices.join(', ')}`,
      fallback,
    })
  }

  /** Members of a list in their order, each one of `choices`; those that are not are left out with a complaint. */
  choices<T extends string>(name: string, choices: readonly T[], fallback: readonly T[]): ReadonlySet<T> {
    const members = this.text(name)?.toLowerCase().split(',') ?? []
    const known = members.flatMap(member => choices.find(choice => choice === member.trim()) ?? [])
    const used = new Set(known.length > 0 ? known : fallback)
    for (const member of members.map(each => each.trim())) {
      const isKnown = choices.some(choice => choice === member)
      if (!isKnown) this.complain(name, member, `one of ${choices.join(', ')}`, [...used].join(', '))
    }
    return used
  }

  /** What `parse` makes of each member of a list; those that it can make nothing of are left out with a complaint. */
  members<T>(name: string, parse: (member: string) => T | undefined, allowed: string): readonly T[] {
    const members = this.text(name)?.split(',') ?? []
    return members.flatMap(member => {
      const text = member.trim()
      const value = text === '' ? undefined : parse(text)
      if (value === undefined && text !== '') this.complain(name, text, allowed, 'the other members')
      return value === undefined ? [] : [value]
    })
  }

  /** A number from `min` to `max`, both included. */
  number(names: readonly string[], { min, max }: { min: number; max: number }, fallback: number): number {
    const range = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `${min} to ${max}`
    return this.parsed(names, {
      parse: text => boxed(Number(text) >= min && Number(text) <= max ? Number(text) : undefined),
      allowed: `a number, ${range}`,
      fallback,
    })
  }

  headers(...names: string[]): Record<string, string> {
    return this.usableHeaders(this.find(names)?.name ?? '', this.pairs(...names))
  }

  /** Those of `headers`, wherever they were set, that a request can carry, by their names in lower case. */
  usableHeaders(name: string, headers: Readonly<Record<string, string>>): Record<string, string> {
    const usable = Object.entries(headers).filter(isUsableHeader)
    if (usable.length < Object.keys(headers).length) {
      this.complain(name, '', 'a header that can be set', 'the other members')
    }
    return Object.fromEntries(usable.map(([key, value]) => [key.toLowerCase(), value]))
  }

  /** `key=value,key=value` of the first of `names` that is set; members that are not are left out with a complaint. */
  pairs(...names: string[]): Record<string, string> {
    const found = this.find(names)
    if (found === undefined) return {}
    const { pairs, others } = parsePairs(found.value)
    for (const member of others) this.complain(found.name, member, 'key=value', 'the other members')
    return pairs
  }

  complain(name: string, value: string, allowed: string, used: string): void {
    // Headers of requests carry credentials, and a URL may: those are not repeated into a log. As JSON, so that it stays one line.
    const isHeaders = /(?<!response_)headers(_list)?$/i.test(name)
    const shown = isHeaders ? 'a member' : JSON.stringify(withoutCredentials(value))
    this.#complaints.add(`${name}: ${shown} is not ${allowed}; using ${withoutCredentials(used)}`)
  }

  #firstUsable<T>([name, ...others]: readonly string[], reading: Reading<T>): { value: T; shown: string } {
    if (name === undefined) return { value: reading.fallback, shown: reading.shownFallback ?? String(reading.fallback) }
    const text = this.text(name)
    if (text === undefined) return this.#firstUsable(others, reading)
    const usable = reading.parse(text)
    if (usable !== undefined) return { value: usable.value, shown: text }
    const instead = this.#firstUsable(others, reading)
    this.complain(name, text, reading.allowed, instead.shown)
    return instead
  }

  /** The first of `names` that is set, and to what. */
  find(names: readonly string[]): { name: string; value: string } | undefined {
    for (const name of names) {
      const value = this.#environment[name]?.trim()
      if (value !== undefined && value !== '') return { name, value }
    }
    return undefined
  }
}

const withoutCredentials = (text: string): string => text.replace(/[^/]*@/, 'REDACTED@')

export const boxed = <T>(value: T | undefined): { readonly value: T } | undefined =>
  value === undefined ? undefined : { value }
