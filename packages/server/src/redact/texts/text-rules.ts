import { isSecretQueryName } from '../keys/secret-keys.ts'
import type { Form } from '../keys/verdict.ts'
import { compileExpression, replaceOwnMatches } from '../patterns/own-patterns.ts'
import { type Pattern, replaceMatches } from '../patterns/pattern.ts'
import { peoplePatterns } from '../patterns/people.ts'
import { secretPatterns } from '../patterns/secrets.ts'
import type { Rule, Rules } from '../rules.ts'
import type { RedactSettings } from '../settings.ts'
import type { Siblings } from '../walk/siblings.ts'
import type { Needs } from './look.ts'
import { cleanStatement, literalNeeds } from './statement.ts'
import { replaceQueryValues } from './url-query.ts'

/** One thing that is looked for in texts. */
export interface TextRule {
  /** A text without any of these needs no try. */
  readonly needs: readonly Needs[]
  /** Texts of this form only; all of them where it is absent. */
  readonly form?: Form
  readonly apply: (text: string, form: Form, siblings: Siblings) => string
}

/** What the settings ask to look for, in this order. */
export function textRules(settings: RedactSettings, rules: Rules): readonly TextRule[] {
  const patterns = [
    ...(settings.secrets ? secretPatterns : []),
    ...peoplePatterns.filter(({ name }) => settings.patterns.includes(name)),
  ]
  return [
    ...(settings.sql_literals ? [statementRule(rules.named('sql_literals'))] : []),
    ...patterns.map(pattern => patternRule(pattern, rules.named(pattern.name))),
    ...(settings.url_query === 'keep' ? [] : [queryRule(settings.url_query, rules.named('url_query'))]),
    ...settings.own_patterns
      .filter(own => own.in === 'value')
      .map(({ name, match }) => ownRule(match, rules.named(name))),
  ]
}

const statementRule = (rule: Rule): TextRule => ({
  needs: literalNeeds,
  form: 'statement',
  apply(text, _form, siblings) {
    const clean = cleanStatement(text, siblings)
    if (clean !== text) rule.count()
    return clean
  },
})

const patternRule = (pattern: Pattern, rule: Rule): TextRule => ({
  needs: pattern.needs,
  apply: text => replaceMatches(text, pattern, rule.redact),
})

const queryRule = (which: 'secrets' | 'all', rule: Rule): TextRule => ({
  needs: [{ chars: '=' }],
  apply(text, form) {
    const isMeant = (name: string, isFirst: boolean) =>
      isSecretQueryName(name) || (which === 'all' && (!isFirst || form === 'query'))
    return replaceQueryValues(text, isMeant, rule.redact)
  },
})

function ownRule(match: string, rule: Rule): TextRule {
  const expression = compileExpression(match)
  return { needs: [{}], apply: text => replaceOwnMatches(text, expression, rule.redact) }
}
