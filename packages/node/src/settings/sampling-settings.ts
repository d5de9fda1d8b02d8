import { defaultKeptTracesPerSecond } from '../limits.ts'
import { alwaysOff, alwaysOn, type HeadSampler, parentBased, traceIdRatio } from '../sampling/head-sampler.ts'
import type { KeepSettings } from '../sampling/keep-policy.ts'
import { boxed, type EnvironmentReader } from './environment.ts'

const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

const ARGUMENT = 'OTEL_TRACES_SAMPLER_ARG'

/** What keeps all. Where a rate limit is on top, those who count have to be told where it was not reached. */
export const samplerOfAll = (sampledTracesPerSecond: number | undefined): HeadSampler =>
  sampledTracesPerSecond === undefined ? alwaysOn : traceIdRatio(1)

/** @param all what `always_on` means */
export function headSampler(reader: EnvironmentReader, all: HeadSampler): HeadSampler {
  const name = reader.choice(['OTEL_TRACES_SAMPLER'], samplerNames, 'parentbased_always_on')
  const ratio = () => traceIdRatio(reader.number([ARGUMENT], { min: 0, max: 1 }, 1))
  if (!name.endsWith('traceidratio')) complainOfArgument(reader, name)
  switch (name) {
    case 'always_on':
      return all
    case 'always_off':
      return alwaysOff
    case 'traceidratio':
      return ratio()
    case 'parentbased_always_on':
      return parentBased(all)
    case 'parentbased_always_off':
      return parentBased(alwaysOff)
    case 'parentbased_traceidratio':
      return parentBased(ratio())
  }
}

/** Who sets a ratio and no sampler that takes one would go on keeping all traces, or none, without a word. */
function complainOfArgument(reader: EnvironmentReader, sampler: string): void {
  const argument = reader.text(ARGUMENT)
  const allowed = `of use to ${sampler}, only to traceidratio and parentbased_traceidratio`
  if (argument !== undefined) reader.complain(ARGUMENT, argument, allowed, `${sampler} without it`)
}

export const sampledPerSecond = (reader: EnvironmentReader): number | undefined =>
  reader.parsed(['THROUGHLINE_SAMPLED_TRACES_PER_SECOND'], {
    parse: text => boxed(Number(text) >= 0.001 && Number(text) <= 100_000 ? Number(text) : undefined),
    allowed: 'a number, 0.001 to 100000',
    fallback: undefined,
    shownFallback: 'no limit',
  })

export const keepSettings = (reader: EnvironmentReader): KeepSettings => ({
  slowerThanMs: reader.parsed(['THROUGHLINE_KEEP_SLOWER_THAN'], {
    parse: text => slowerThanMs(text.toLowerCase()),
    allowed: 'p99, none, or milliseconds such as 250',
    fallback: undefined,
    shownFallback: 'p99',
  }),
  tracesPerSecond: reader.number(
    ['THROUGHLINE_KEEP_TRACES_PER_SECOND'],
    { min: 0, max: 100_000 },
    defaultKeptTracesPerSecond,
  ),
})

const MS_PER_UNIT: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000 }

/** Undefined within the box is the route's own p99; undefined instead of a box is a text that says nothing. */
function slowerThanMs(text: string): { readonly value: number | undefined } | undefined {
  if (text === 'p99') return { value: undefined }
  if (text === 'none') return { value: Number.POSITIVE_INFINITY }
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?(ms|s|)$/.exec(text) ?? []
  const msPerUnit = MS_PER_UNIT[unit ?? 'unknown']
  return digits === undefined || msPerUnit === undefined ? undefined : { value: Number(digits) * msPerUnit }
}

/** Header names are tokens (RFC 9110, 5.6.2); Node gives them in lower case. */
const isToken = /^[\w!#$%&'*+.^`|~-]+$/

export const keepHeader = (reader: EnvironmentReader): string | undefined =>
  reader.parsed(['THROUGHLINE_KEEP_HEADER'], {
    parse: text => {
      const name = text.toLowerCase()
      return name === 'none' ? { value: undefined } : isToken.test(name) ? { value: name } : undefined
    },
    allowed: 'the name of a header, or none',
    fallback: defaultKeepHeader,
    shownFallback: defaultKeepHeader,
  })

const defaultKeepHeader = 'x-throughline-keep'
