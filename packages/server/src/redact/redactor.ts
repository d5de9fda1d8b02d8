import { ok, type Result } from '@throughline/otlp'
import type { Signal } from '../pipeline/payload.ts'
import { judgeKeys, looked } from './keys/key-rules.ts'
import { createKnownKeys } from './keys/known-keys.ts'
import { createRules, type Rules } from './rules.ts'
import type { RedactSettings } from './settings.ts'
import { textOf } from './texts/text-of.ts'
import { textRules } from './texts/text-rules.ts'
import { createTexts } from './texts/texts.ts'
import { layouts, stringTable } from './walk/layouts.ts'
import { readStringTable } from './walk/string-table.ts'
import { createWalker, type Judge } from './walk/walker.ts'

export interface Redactor {
  /**
   * The request without what the settings ask to redact: the very same array where nothing had to go. An error where it is
   * malformed, since what cannot be walked cannot be said to hold nothing.
   */
  redact(signal: Signal, bytes: Uint8Array): Result<Uint8Array>
  stats(): RedactStats
}

export interface RedactStats {
  /** Values redacted since the start, by rule. */
  readonly redacted: Readonly<Record<string, number>>
}

export function openRedactor(settings: RedactSettings): Redactor {
  const rules = createRules(settings)
  const stats = () => ({ redacted: rules.counts() })
  if (!settings.enabled) return { redact: (_signal, bytes) => ok(bytes), stats }
  const walk = createWalker(judgeOf(settings, rules))
  return {
    redact(signal, bytes) {
      if (signal !== 'profiles') return walk(layouts[signal], bytes)
      const strings = readStringTable(bytes)
      const walked = walk(layouts.profiles, bytes, strings)
      return walked.ok ? walk(stringTable, walked.value, strings) : walked
    },
    stats,
  }
}

function judgeOf(settings: RedactSettings, rules: Rules): Judge {
  const texts = createTexts(textRules(settings, rules))
  const recording = rules.named('profile_recording', 'remove')
  return {
    keyless: looked,
    verdictOf: createKnownKeys(judgeKeys(settings, rules)),
    isClean: (bytes, start, end, { form }) => !texts.mayHit(bytes, start, end, form),
    text(bytes, start, end, { rule, form }, siblings) {
      if (rule === undefined) return encoded(texts.cleaned(bytes, start, end, form, siblings))
      const text = textOf(bytes, start, end)
      const replacement = rule.redact(text)
      return replacement === text ? undefined : encoder.encode(replacement)
    },
    scalar: (bytes, start, end, rule) => encoder.encode(rule.redact(textOf(bytes, start, end))),
    removed: ({ rule }) => rule?.count(),
    removedRecording: () => recording.count(),
  }
}

const encoder = new TextEncoder()
const encoded = (text: string | undefined) => (text === undefined ? undefined : encoder.encode(text))
