import type { StandardObjects } from '../standard/types.ts'
import type { StartOptions } from './settings.ts'

/** What an option has to be, for code that no compiler looks at. */
interface Rule {
  readonly isUsable: (value: unknown) => boolean
  /** Completes "… is not". */
  readonly allowed: string
  /** Completes "using …", where it is not. */
  readonly instead: string
}

const withMethods = (...names: readonly string[]) => ({
  isUsable: (value: unknown): boolean =>
    isObject(value) && names.every(name => typeof Reflect.get(value, name) === 'function'),
  allowed: `an object with ${names.map(name => `${name}()`).join(', ')}`,
})

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isRecord = (value: unknown): boolean => isObject(value) && !Array.isArray(value)
const isPrimitive = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

const propagator = withMethods('inject', 'extract', 'fields')
const processor = {
  ...withMethods('onStart', 'onEnd', 'forceFlush', 'shutdown'),
  instead: 'the others',
}
const attribute = { isUsable: isPrimitive, allowed: 'a text, a number or true or false', instead: 'the others' }

const rules: Readonly<Record<keyof StartOptions, Rule>> = {
  serviceName: {
    isUsable: value => typeof value === 'string' && value.trim() !== '',
    allowed: 'a text that is not empty',
    instead: 'OTEL_SERVICE_NAME or its default',
  },
  resourceAttributes: { isUsable: isRecord, allowed: 'an object', instead: 'OTEL_RESOURCE_ATTRIBUTES alone' },
  // Whether it is a URL is asked where it is read.
  endpoint: { isUsable: () => true, allowed: '', instead: '' },
  headers: { isUsable: isRecord, allowed: 'an object', instead: 'OTEL_EXPORTER_OTLP_HEADERS alone' },
  spanProcessors: { isUsable: Array.isArray, allowed: 'an array of span processors', instead: 'none' },
  traceExporter: { ...withMethods('export', 'shutdown'), instead: 'none' },
  sampler: { ...withMethods('shouldSample'), instead: 'OTEL_TRACES_SAMPLER' },
  idGenerator: { ...withMethods('generateTraceId', 'generateSpanId'), instead: 'random ids' },
  textMapPropagator: {
    isUsable: value => value === null || propagator.isUsable(value),
    allowed: `${propagator.allowed}, or null`,
    instead: 'OTEL_PROPAGATORS or its default',
  },
}

/** Says what is wrong with `value`, unless it is as `rule` wants it. */
type Check = (name: string, value: unknown, rule: Rule) => boolean

/** What of `given` can be used, and a sentence for each option that cannot. */
export function usableOptions(given: unknown): {
  readonly options: StartOptions
  readonly complaints: readonly string[]
} {
  const complaints: string[] = []
  const check: Check = (name, value, rule) => {
    const isUsable = rule.isUsable(value)
    if (!isUsable) complaints.push(`${name}: ${shown(value)} is not ${rule.allowed}; using ${rule.instead}`)
    return isUsable
  }
  const isGiven = check('start()', given, { isUsable: isRecord, allowed: 'an object of options', instead: 'none' })
  const names = Object.keys(rules).join(', ')
  const usable = Object.entries(isGiven ? Object(given) : {}).filter(([name, value]) => {
    const rule = Object.entries(rules).find(([known]) => known === name)?.[1]
    if (rule === undefined) complaints.push(`${name} is not an option of start(); those are ${names}`)
    return rule !== undefined && value !== undefined && check(name, value, rule)
  })
  return { options: withUsableMembers(Object.fromEntries(usable), check), complaints }
}

function withUsableMembers(
  { spanProcessors, resourceAttributes, ...others }: StartOptions,
  check: Check,
): StartOptions {
  const isAttribute = ([key, value]: readonly [string, unknown]) =>
    value !== undefined && check(`resourceAttributes.${key}`, value, attribute)
  return {
    ...others,
    spanProcessors: (spanProcessors ?? []).filter((each, i) => check(`spanProcessors[${i}]`, each, processor)),
    resourceAttributes: Object.fromEntries(Object.entries(resourceAttributes ?? {}).filter(isAttribute)),
  }
}

export const standardObjects = (options: StartOptions): StandardObjects => ({
  spanProcessors: options.spanProcessors ?? [],
  traceExporter: options.traceExporter,
  sampler: options.sampler,
  idGenerator: options.idGenerator,
  textMapPropagator: options.textMapPropagator,
})

/** Not what is in it: an exporter knows credentials. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  if (!isObject(value)) return String(value)
  const name = value.constructor?.name
  return name === undefined || name === 'Object' ? 'an object' : `an object of class ${name}`
}
