import { isSecretKey, isSecretQueryName } from '../keys/secret-keys.ts'
import type { Form } from '../keys/verdict.ts'
import { compileExpression, replaceOwnMatches } from '../patterns/own-patterns.ts'
import { type Pattern, replaceMatches } from '../patterns/pattern.ts'
import { peoplePatterns } from '../patterns/people.ts'
import { secretPatterns } from '../patterns/secrets.ts'
import type { Rule, Rules } from '../rules.ts'
import type { RedactSettings } from '../settings.ts'
import type { Siblings } from '../walk/siblings.ts'
import type { Needs } from './look.ts'
import { type NamedBy, namedBys, replaceNamedValues } from './named-values.ts'
import { createNamesLook } from './names-look.ts'
import { createStartsLook } from './starts-look.ts'
import { cleanStatement, literalNeeds, mayHoldLiteral, systemOf } from './statement.ts'

/** Whether a text may have what is looked for. */
export type CloserLook = (bytes: Uint8Array, start: number, end: number) => boolean

/** One thing that is looked for in texts. */
export interface TextRule {
  /** A text without any of these needs no try. */
  readonly needs: readonly Needs[]
  /** Texts of this form only; all of them where it is absent. */
  readonly form?: 'statement'
  /** A second look at the bytes of a text, for where each rule that may hit has one. */
  readonly closerLook?: CloserLook | undefined
  /** What decides besides the text what becomes of it; nothing where the text decides alone. */
  readonly contextOf?: (text: string, siblings: Siblings) => string | undefined
  readonly apply: (text: string, form: Form, siblings: Siblings) => string
}

/** What the settings ask to look for, in this order. */
export function textRules(settings: RedactSettings, rules: Rules): readonly TextRule[] {
  const patterns = [
    ...(settings.secrets ? secretPatterns : []),
    ...peoplePatterns.filter(({ name }) => settings.patterns.includes(name)),
  ]
  const startsLook = createStartsLook(patterns.flatMap(({ starts }) => starts ?? []))
  const ownPatterns = settings.own_patterns.filter(own => own.in === 'value')
  return [
    ...(settings.sql_literals ? [statementRule(rules.named('sql_literals'))] : []),
    ...patterns.map(pattern => patternRule(pattern, rules.named(pattern.name), startsLook)),
    namedValuesRule(settings, rules),
    ...(ownPatterns.length === 0 ? [] : [ownRule(ownPatterns, rules)]),
  ]
}

const statementRule = (rule: Rule): TextRule => ({
  needs: literalNeeds,
  form: 'statement',
  contextOf: (text, siblings) => (mayHoldLiteral(text) ? systemOf(siblings) : undefined),
  apply(text, _form, siblings) {
    const clean = cleanStatement(text, siblings)
    if (clean !== text) rule.count()
    return clean
  },
})

const patternRule = (pattern: Pattern, rule: Rule, startsLook: CloserLook): TextRule => ({
  needs: pattern.needs,
  closerLook: pattern.starts && startsLook,
  apply: text => replaceMatches(text, pattern, rule.redact),
})

/** `{"password":"…"}` and `password=…` in any text, a line of a log above all; and queries of URLs. */
function namedValuesRule({ secrets, url_query }: RedactSettings, rules: Rules): TextRule {
  const named = secrets ? rules.named('named_secret') : undefined
  const query = url_query === 'keep' ? undefined : rules.named('url_query')
  const ruleOf = (name: string, by: NamedBy, form: Form): Rule | undefined => {
    if (by === 'query' || (by === 'first' && form === 'query'))
      return url_query === 'all' || isSecretQueryName(name) ? query : undefined
    return isSecretKey(name) ? named : undefined
  }
  return {
    needs: [{ chars: '=' }, { chars: '":' }, { chars: "':" }],
    closerLook: createNamesLook(name => namedBys.some(by => ruleOf(name, by, 'query') !== undefined)),
    apply: (text, form) => replaceNamedValues(text, (name, by) => ruleOf(name, by, form)),
  }
}

/** Nothing is known of what they need, so they are tried on every text. */
function ownRule(patterns: RedactSettings['own_patterns'], rules: Rules): TextRule {
  const compiled = patterns.map(({ name, match }) => ({
    expression: compileExpression(match),
    rule: rules.named(name),
  }))
  return {
    needs: [{}],
    apply: text =>
      compiled.reduce((clean, { expression, rule }) => replaceOwnMatches(clean, expression, rule.redact), text),
  }
}
