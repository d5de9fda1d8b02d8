import assert from 'node:assert/strict'
import { Type } from 'typebox'

export const Duration = (options: Type.TStringOptions): Type.TString =>
  Type.String({ pattern: '^\\d{1,6}(ms|s|m|h|d)$', ...options })

export const Size = (options: Type.TStringOptions): Type.TString =>
  Type.String({ pattern: '^\\d{1,6}(B|KB|MB|GB|KiB|MiB|GiB)$', ...options })

const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const sizes: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

export const durationMs = (text: string): number => amountIn(text, factors)
export const sizeBytes = (text: string): number => amountIn(text, sizes)

function amountIn(text: string, units: Readonly<Record<string, number>>): number {
  const [, digits, unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? []
  const factor = units[unit]
  assert.ok(factor !== undefined, `the schema let ${text} pass`)
  return Number(digits) * factor
}
