import { knownTextBytes, knownTexts } from '../../limits.ts'
import type { Form } from '../keys/verdict.ts'
import { createKnownBytes, unknown } from '../known-bytes.ts'
import type { Siblings } from '../walk/siblings.ts'
import { createLook } from './look.ts'
import { textOf } from './text-of.ts'
import type { TextRule } from './text-rules.ts'

export interface Texts {
  /** Whether a rule may find something. Hot path (docs/decisions/0022): nothing is decoded for it. */
  mayHit(bytes: Uint8Array, start: number, end: number, form: Form): boolean
  /** A text as it is to be; nothing where no rule finds anything. */
  cleaned(bytes: Uint8Array, start: number, end: number, form: Form, siblings: Siblings): string | undefined
}

/** One of all that is in here serves texts of every form: V8 makes code for it that knows where its tables are. */
export function createTexts(rules: readonly TextRule[]): Texts {
  const look = createLook(rules.map(({ needs }) => needs))
  const anyBits = bitsOf(rules, ({ form }) => form === undefined)
  const statementBits = bitsOf(rules, ({ form }) => form === undefined || form === 'statement')
  const closerLook = createCloserLook(rules)
  const cleanTexts = createKnownBytes(knownTexts, knownTextBytes)
  /** In what each of them is clean: texts of its form, or the context that its rule asks for. */
  const contexts: string[] = new Array(knownTexts).fill('')

  function hitsOf(bytes: Uint8Array, start: number, end: number, form: Form): number {
    const hits = look(bytes, start, end) & (form === 'statement' ? statementBits : anyBits)
    if (hits === 0 || !closerLook(hits, bytes, start, end)) return 0
    return isKnown(bytes, start, end, form) ? 0 : hits
  }

  function isKnown(bytes: Uint8Array, start: number, end: number, context: string): boolean {
    const slot = cleanTexts.slotOf(bytes, start, end)
    return slot !== unknown && contexts[slot] === context
  }

  function remember(bytes: Uint8Array, start: number, end: number, context: string): void {
    const slot = cleanTexts.add(bytes, start, end)
    if (slot !== unknown) contexts[slot] = context
  }

  return {
    mayHit: (bytes, start, end, form) => hitsOf(bytes, start, end, form) !== 0,
    cleaned(bytes, start, end, form, siblings) {
      const hits = hitsOf(bytes, start, end, form)
      if (hits === 0) return undefined
      const text = textOf(bytes, start, end)
      const hitting = rules.filter((_, index) => (hits & (1 << index)) !== 0)
      const context = contextOf(hitting, text, siblings)
      if (context !== undefined && isKnown(bytes, start, end, context)) return undefined
      const clean = hitting.reduce((cleaner, rule) => rule.apply(cleaner, form, siblings), text)
      if (clean !== text) return clean
      remember(bytes, start, end, context ?? form)
      return undefined
    },
  }
}

/** Of a statement: the other rules need none. */
const contextOf = (rules: readonly TextRule[], text: string, siblings: Siblings): string | undefined =>
  rules.find(rule => rule.contextOf !== undefined)?.contextOf?.(text, siblings)

/** Whether one of `hits` is left after a closer look at the bytes, which takes a rule that has none for one. */
function createCloserLook(rules: readonly TextRule[]) {
  const looks = [...new Set(rules.flatMap(({ closerLook }) => closerLook ?? []))].map(look => ({
    look,
    bits: bitsOf(rules, ({ closerLook }) => closerLook === look),
  }))
  const bitsWithout = bitsOf(rules, ({ closerLook }) => closerLook === undefined)
  return (hits: number, bytes: Uint8Array, start: number, end: number): boolean => {
    if ((hits & bitsWithout) !== 0) return true
    for (const { look, bits } of looks) if ((hits & bits) !== 0 && look(bytes, start, end)) return true
    return false
  }
}

const bitsOf = (rules: readonly TextRule[], has: (rule: TextRule) => boolean): number =>
  rules.reduce((bits, rule, index) => (has(rule) ? bits | (1 << index) : bits), 0)
