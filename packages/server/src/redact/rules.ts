import { createHmac } from 'node:crypto'
import { hashDigits, keptChars, keptOfCharsMin } from '../limits.ts'
import type { Action, RedactSettings } from './settings.ts'

/** One reason to redact. */
export interface Rule {
  readonly action: Action
  /** What is to stand in the place of a text; counted where that is something else. */
  redact(text: string): string
  /** Counts what is taken away as a whole. */
  count(): void
}

export interface Rules {
  /** The rule of this name, always the same one. */
  named(name: string, action?: Action): Rule
  /** Values redacted so far, by rule. */
  counts(): Readonly<Record<string, number>>
}

const mask = '****'

export function createRules(settings: Pick<RedactSettings, 'action' | 'actions' | 'hash_key'>): Rules {
  const counts = new Map<string, number>()
  const countOne = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  return {
    named(name, action = settings.actions[name] ?? settings.action) {
      if (!counts.has(name)) counts.set(name, 0)
      return {
        action,
        redact(text) {
          const replacement = replacementOf(text, action, settings.hash_key)
          if (replacement !== text) countOne(name)
          return replacement
        },
        count: () => countOne(name),
      }
    },
    counts: () => Object.fromEntries(counts),
  }
}

function replacementOf(text: string, action: Action, hashKey: string): string {
  switch (action) {
    case 'mask':
      return mask
    case 'mask_keep_last_4':
      return text.length < keptOfCharsMin ? mask : mask + text.slice(-keptChars)
    case 'hash':
      return createHmac('sha256', hashKey).update(text).digest('hex').slice(0, hashDigits)
    case 'remove':
      return ''
  }
}
