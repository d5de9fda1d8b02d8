import type { Rule } from '../rules.ts'

/** What a text is known to be: a statement without literals is asked for, the query of a URL by itself, or any text. */
export type Form = 'statement' | 'query' | 'any'

/** What is to be done with what stands under a key. */
export interface Verdict {
  /** It is not even looked at. */
  readonly isIgnored: boolean
  /** The attribute goes as a whole. */
  readonly isRemoval: boolean
  /** The rule by which all of it is redacted, whatever it is. */
  readonly rule: Rule | undefined
  readonly form: Form
  /** The verdict of the same key inside a value, where the list of allowed keys does not reach. */
  readonly within: Verdict
}
