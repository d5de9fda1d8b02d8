import { type Environment, EnvironmentReader } from '../environment.ts'
import type { ConfigDocument } from './config-file.ts'

/** Where the format leaves room for what is ours: the property `distribution`. */
const OURS = 'distribution.throughline'

/**
 * Reads a file by the rules of variables: names are paths in it, such as `tracer_provider.processors.0.batch`. Variables
 * of OpenTelemetry do not count beside a file; ours do, and `THROUGHLINE_KEEP_HEADER` is asked for in the file first, as
 * `distribution.throughline.keep_header`.
 */
export class FileReader extends EnvironmentReader {
  readonly #document: ConfigDocument

  constructor(document: ConfigDocument, environment: Environment) {
    super(environment)
    this.#document = document
  }

  /** Undefined where there is nothing, null where there is a property without a value. */
  value(path: string): unknown {
    if (path === '') return this.#document.root
    return path.split('.').reduce<unknown>(memberOf, this.#document.root)
  }

  /** Of a mapping the properties, of a list the places; of anything else none. */
  keys(path: string): readonly string[] {
    const value = this.value(path)
    return typeof value === 'object' && value !== null ? Object.keys(value) : []
  }

  override find(names: readonly string[]): { name: string; value: string } | undefined {
    for (const name of names) {
      const value = textOf(this.value(pathOf(name)))
      if (value !== '') return { name, value }
    }
    return super.find(names.filter(countsBesideFile))
  }

  override complain(name: string, value: string, allowed: string, used: string): void {
    const path = pathOf(name)
    const isInFile = this.value(path) !== undefined
    super.complain(isInFile ? `${this.#document.locate(path)} ${path}` : name, value, allowed, used)
  }

  /** Of a property that is what it is, whatever it says. */
  complainOf(path: string, allowed: string, used: string): void {
    const key = path.split('.').at(-1) ?? ''
    super.complain(`${this.#document.locate(path)} ${path.slice(0, -key.length - 1)}`.trim(), key, allowed, used)
  }
}

const isOurs = (name: string): boolean => name.startsWith('THROUGHLINE_')

/** Those of Node are no variables of the specification, and for most the format has no place yet. */
const countsBesideFile = (name: string): boolean => isOurs(name) || name.startsWith('OTEL_NODE_')

const pathOf = (name: string): string =>
  isOurs(name) ? `${OURS}.${name.slice('THROUGHLINE_'.length).toLowerCase()}` : name

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

const textOf = (value: unknown): string =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : ''
