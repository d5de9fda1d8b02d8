import Type, { type Static } from 'typebox'
import { Secret } from '../config/texts.ts'
import { expressionProblem } from './patterns/own-patterns.ts'

const closed = { additionalProperties: false } as const

/** Patterns of values that can be asked for by name; those of secrets are on by `secrets`. */
export const patternNames = ['email', 'credit_card', 'iban', 'phone', 'national_id', 'ipv4', 'ipv6'] as const
export type PatternName = (typeof patternNames)[number]

const actions = ['mask', 'mask_keep_last_4', 'hash', 'remove'] as const
export type Action = (typeof actions)[number]

const keys = (description: string, ...example: string[]) =>
  Type.Array(Type.String({ minLength: 1 }), { description, default: [], examples: [example] })

const ownPattern = Type.Object(
  {
    name: Type.String({
      description: 'The name by which it is counted.',
      minLength: 1,
      default: 'own',
      examples: ['employee_number'],
    }),
    in: Type.Enum(['value', 'key'], {
      description: 'Whether what matches in a value is redacted, or all that is under a key that matches.',
      default: 'value',
      examples: ['key'],
    }),
    match: Type.Refine(
      Type.String({
        description: 'A regular expression in the syntax of RE2.',
        minLength: 1,
        default: '(?i)confidential',
        examples: ['\\bE-\\d{6}\\b'],
      }),
      match => expressionProblem(match) === undefined,
      match => `is no regular expression of RE2 that can be used: ${expressionProblem(match)}`,
    ),
  },
  {
    ...closed,
    description: 'A pattern of your own.',
    examples: [{ name: 'employee_number', match: '\\bE-\\d{6}\\b' }],
  },
)

const allSettings = Type.Object(
  {
    enabled: Type.Boolean({
      description: 'Whether anything is redacted at all.',
      default: true,
      examples: [false],
    }),
    secrets: Type.Boolean({
      description:
        'Whether secrets are redacted: what is under keys such as authorization, cookie, password, token or api_key, and in any text tokens, private keys, users and passwords of URLs, and what is named like those keys.',
      default: true,
      examples: [false],
    }),
    allowed_keys: keys(
      'Only attributes with these keys stay, where any are listed. `*` stands for any text.',
      'http.*',
      'url.path',
    ),
    ignored_keys: keys('What is under these keys is never touched. `*` stands for any text.', 'page_token'),
    blocked_keys: keys('All that is under these keys is redacted. `*` stands for any text.', 'user.*', '*.email'),
    patterns: Type.Array(Type.Enum([...patternNames]), {
      description: 'What is looked for in the text of values, names, messages and log bodies.',
      uniqueItems: true,
      default: [],
      examples: [['email', 'credit_card']],
    }),
    own_patterns: Type.Array(ownPattern, {
      description: 'Patterns of your own.',
      default: [],
      examples: [[{ name: 'employee_number', match: '\\bE-\\d{6}\\b' }]],
    }),
    url_query: Type.Enum(['keep', 'secrets', 'all'], {
      description: 'Which values in the queries of URLs are redacted: none, those with the name of a secret, or all.',
      default: 'secrets',
      examples: ['all'],
    }),
    sql_literals: Type.Boolean({
      description: 'Whether literals in `db.query.text` and `db.statement` become `?`.',
      default: true,
      examples: [false],
    }),
    action: Type.Enum([...actions], {
      description:
        'What becomes of a redacted value: `****`, `****` and its last four characters, the first 16 hex digits of an HMAC-SHA-256, or nothing.',
      default: 'mask',
      examples: ['hash'],
    }),
    actions: Type.Record(Type.String(), Type.Enum([...actions]), {
      description: 'Another action for single rules, by the names under which they are counted.',
      default: {},
      examples: [{ email: 'hash', credit_card: 'mask_keep_last_4', blocked_key: 'remove' }],
    }),
    hash_key: Secret({
      description: 'The key of the action `hash`. Take it from the environment.',
      default: '',
      examples: ['$' + '{env:REDACT_KEY}'],
    }),
  },
  {
    ...closed,
    description: "What is taken out of people's data before it is stored or forwarded.",
    default: {},
    examples: [{ patterns: ['email'] }],
  },
)

export type RedactSettings = Static<typeof allSettings>

/** Rules whose action can be chosen, besides those of own patterns. The others take away or put `?`, whatever is asked. */
const choosable = [
  'secret_key',
  'blocked_key',
  'private_key',
  'jwt',
  'token',
  'url_user',
  'named_secret',
  'url_query',
  ...patternNames,
]

/** What is wrong with settings that are each right by themselves, as a sentence without its subject. */
function problemOf({ action, actions, hash_key, own_patterns }: RedactSettings): string | undefined {
  const names = [...choosable, ...own_patterns.map(({ name }) => name)]
  const unknown = Object.keys(actions).find(name => !names.includes(name))
  if (unknown !== undefined) return `names an action for ${unknown}, which is none of ${names.join(', ')}`
  const hashes = [action, ...Object.values(actions)].includes('hash')
  return hashes && hash_key === '' ? 'asks for the action hash without a hash_key' : undefined
}

export const redactSettings = Type.Refine(
  allSettings,
  settings => problemOf(settings) === undefined,
  settings => problemOf(settings) ?? '',
)
