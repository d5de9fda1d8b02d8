import { compileExpression } from '../patterns/own-patterns.ts'
import type { Rule, Rules } from '../rules.ts'
import type { RedactSettings } from '../settings.ts'
import { anyGlob, type KeyTest } from './glob.ts'
import { isSecretKey } from './secret-keys.ts'
import type { Verdict } from './verdict.ts'

interface KeyRule {
  readonly matches: KeyTest
  readonly verdict: Verdict
}

export type Judgement = (key: string) => Verdict

/** Of texts without a key of their own, and of most keys: only the text itself can give reason to redact. */
export const looked = verdict({})

/** What the settings say of a key. Ignored keys come first: that is what users have against rules that hit too much. */
export function judgeKeys(settings: RedactSettings, rules: Rules): Judgement {
  const keyRules = rulesOfKeys(settings, rules)
  const isAllowed: KeyTest = settings.allowed_keys.length === 0 ? () => true : anyGlob(settings.allowed_keys)
  const notAllowed = rules.named('not_allowed', 'remove')
  return key => {
    const within = keyRules.find(({ matches }) => matches(key))?.verdict ?? looked
    if (within.isIgnored || isAllowed(key)) return within
    return { isIgnored: false, isRemoval: true, rule: notAllowed, form: 'any', within }
  }
}

function rulesOfKeys(settings: RedactSettings, rules: Rules): readonly KeyRule[] {
  const all: KeyRule[] = [
    { matches: anyGlob(settings.ignored_keys), verdict: verdict({ isIgnored: true }) },
    { matches: anyGlob(settings.blocked_keys), verdict: byRule(rules.named('blocked_key')) },
  ]
  for (const { name, match } of settings.own_patterns.filter(own => own.in === 'key')) {
    const expression = compileExpression(match)
    all.push({ matches: key => expression.test(key), verdict: byRule(rules.named(name)) })
  }
  if (settings.secrets) all.push({ matches: isSecretKey, verdict: byRule(rules.named('secret_key')) })
  if (settings.sql_literals) all.push({ matches: isStatementKey, verdict: verdict({ form: 'statement' }) })
  if (settings.url_query !== 'keep')
    all.push({ matches: key => key === 'url.query', verdict: verdict({ form: 'query' }) })
  return all
}

/** OpenTelemetry's conventions of today, and those before 2024. */
const isStatementKey: KeyTest = key => key === 'db.query.text' || key === 'db.statement'

const byRule = (rule: Rule): Verdict => verdict({ rule, isRemoval: rule.action === 'remove' })

function verdict(given: Partial<Omit<Verdict, 'within'>>): Verdict {
  const made = { isIgnored: false, isRemoval: false, rule: undefined, form: 'any' as const, ...given }
  return Object.assign(made, { within: made as Verdict })
}
