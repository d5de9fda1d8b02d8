import assert from 'node:assert/strict'
import * as Type from 'typebox'

const msOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const bytesOf: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
}

/** Six digits: more than any disk or life, and every duration is still a whole number of ms to JavaScript. */
const patternOf = (units: Readonly<Record<string, number>>): string => `^\\d{1,6}(${Object.keys(units).join('|')})$`

/** A setting such as `30s`. It stays text, as it was written; `durationMs` reads it. */
export const Duration = (options: Type.TStringOptions = {}): Type.TString =>
  Type.String({
    title: 'duration',
    pattern: patternOf(msOf),
    patternErrorMessage: 'a duration: a whole number of ms, s, m, h or d, without a space',
    examples: ['30s', '10m'],
    ...options,
  })

/** A setting such as `64MiB`. It stays text, as it was written; `sizeBytes` reads it. */
export const Size = (options: Type.TStringOptions = {}): Type.TString =>
  Type.String({
    title: 'size',
    pattern: patternOf(bytesOf),
    patternErrorMessage: 'a size: a whole number of B, KiB, MiB, GiB, TiB, KB, MB, GB or TB, without a space',
    examples: ['64MiB', '10GiB'],
    ...options,
  })

/** Of a text that its schema has let pass. */
export const durationMs = (text: string): number => amountIn(text, msOf)

/** Of a text that its schema has let pass. */
export const sizeBytes = (text: string): number => amountIn(text, bytesOf)

function amountIn(text: string, units: Readonly<Record<string, number>>): number {
  const [, digits, unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? []
  const factor = units[unit]
  assert.ok(factor !== undefined, `the schema let ${text} pass`)
  return Number(digits) * factor
}
