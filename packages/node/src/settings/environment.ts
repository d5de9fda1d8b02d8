/** Environment variables by name, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads variables one by one and collects, for each wrong value, one sentence that names the variable, the value, what
 * is allowed and what is used instead. An empty variable counts as unset (specification: "Environment Variables").
 */
export class EnvironmentReader {
  readonly complaints: string[] = []
  readonly #environment: Environment

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** The first of `names` that is set. */
  text(...names: string[]): string | undefined {
    return this.#find(names)?.value
  }

  flag(name: string): boolean {
    return this.choice(name, ['true', 'false'], 'false') === 'true'
  }

  choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.#find([name])?.value
    if (value === undefined) return fallback
    const choice = allowed.find(candidate => candidate === value.toLowerCase())
    if (choice === undefined) this.#complain(name, value, `one of ${allowed.join(', ')}`, fallback)
    return choice ?? fallback
  }

  /** A number from `min` to `max`, both included. */
  number(names: readonly string[], allowed: { min: number; max: number }, fallback: number): number {
    const found = this.#find(names)
    if (found === undefined) return fallback
    const value = Number(found.value)
    if (value >= allowed.min && value <= allowed.max) return value
    const range =
      allowed.max === Number.MAX_SAFE_INTEGER ? `at least ${allowed.min}` : `${allowed.min} to ${allowed.max}`
    this.#complain(found.name, found.value, `a number, ${range}`, String(fallback))
    return fallback
  }

  httpUrl(name: string, fallback: string): string {
    const value = this.#find([name])?.value
    return value === undefined ? fallback : this.usableUrl(name, value, fallback)
  }

  /** `value`, wherever it was set, if it is a URL that can be posted to. */
  usableUrl(name: string, value: string, fallback: string): string {
    if (isHttpUrl(value)) return value
    this.#complain(name, value, 'an http:// or https:// URL', fallback)
    return fallback
  }

  headers(...names: string[]): Record<string, string> {
    return this.usableHeaders(this.#find(names)?.name ?? '', this.pairs(...names))
  }

  /** Those of `headers`, wherever they were set, that HTTP can carry: one that it cannot would stop every request. */
  usableHeaders(name: string, headers: Readonly<Record<string, string>>): Record<string, string> {
    const usable = Object.entries(headers).filter(isUsableHeader)
    if (usable.length < Object.keys(headers).length) {
      this.#complain(name, '', 'a header that can be set', 'the other members')
    }
    return Object.fromEntries(usable)
  }

  /** `key=value,key=value`, percent-decoded as W3C baggage is; members that are not are left out with a complaint. */
  pairs(...names: string[]): Record<string, string> {
    const found = this.#find(names)
    const pairs: Record<string, string> = {}
    for (const member of found?.value.split(',') ?? []) {
      const equals = member.indexOf('=')
      const key = member.slice(0, equals).trim()
      const value = percentDecoded(member.slice(equals + 1).trim())
      if (equals > 0 && key !== '' && value !== undefined) pairs[key] = value
      else if (member.trim() !== '') this.#complain(found?.name ?? '', member, 'key=value', 'the other members')
    }
    return pairs
  }

  #find(names: readonly string[]): { name: string; value: string } | undefined {
    for (const name of names) {
      const value = this.#environment[name]?.trim()
      if (value !== undefined && value !== '') return { name, value }
    }
    return undefined
  }

  #complain(name: string, value: string, allowed: string, used: string): void {
    // Headers carry credentials, and a URL may: those are not repeated into a log. As JSON, so that it stays one line.
    const isHeaders = name.toUpperCase().endsWith('HEADERS')
    const shown = isHeaders ? 'a member' : JSON.stringify(value.replace(/[^/]*@/, 'REDACTED@'))
    this.complaints.push(`${name}: ${shown} is not ${allowed}; using ${used}`)
  }
}

/** RFC 9110, 5.1 and 5.5; Node sends the upper half as Latin-1. */
const isHeaderName = /^[\w!#$%&'*+.^`|~-]+$/
const isHeaderValue = /^[\t -~\x80-\xff]*$/

/** What says how long a body is comes from Node: another length breaks every request. */
const isFraming = /^(content-length|transfer-encoding)$/i

/** Code without types may hand over anything, most often `undefined` for a variable that is not there. */
const isUsableHeader = ([name, value]: readonly [string, unknown]): boolean =>
  typeof value === 'string' && isHeaderName.test(name) && !isFraming.test(name) && isHeaderValue.test(value)

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}

function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
