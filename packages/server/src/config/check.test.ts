import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as Type from 'typebox'
import Value from 'typebox/value'
import { problemsOf } from './check.ts'
import { textOfProblems } from './report.ts'
import { shapeOf } from './shape.ts'
import { Secret } from './texts.ts'
import { Duration } from './units.ts'
import { readYaml } from './yaml-file.ts'

/** A rule can hold rules, as policies of sampling do. */
const Rule = Type.Cyclic(
  {
    Rule: Type.Union([
      Type.Object({ type: Type.Literal('latency'), threshold: Duration({ examples: ['500ms'] }) }),
      Type.Object({
        type: Type.Enum(['ratio', 'share']),
        percent: Type.Number({ minimum: 0, maximum: 100, default: 5 }),
      }),
      Type.Object({ type: Type.Literal('and'), rules: Type.Array(Type.Ref('Rule'), { minItems: 1 }) }),
    ]),
  },
  'Rule',
)

const schema = Type.Object({
  name: Type.String({ minLength: 1, default: 'a' }),
  count: Type.Integer({ minimum: 1, default: 1, examples: [8] }),
  isOn: Type.Boolean({ default: true }),
  compression: Type.Union([Type.Literal('gzip'), Type.Literal('none')], { default: 'gzip' }),
  headers: Type.Record(Type.String(), Secret(), { default: {} }),
  keys: Type.Union([Type.Literal('all'), Type.Array(Type.String())], { default: 'all' }),
  section: Type.Object(
    { wait: Duration({ default: '5s' }), tls: Type.Optional(Type.Object({ file: Type.String() })) },
    { default: {} },
  ),
  rules: Type.Array(Rule, { default: [], maxItems: 3 }),
  range: Type.Refine(
    Type.Object({ from: Type.Integer({ default: 0 }), to: Type.Integer({ default: 9 }) }, { default: {} }),
    ({ from, to }) => from <= to,
    ({ from, to }) => `goes from ${from} down to ${to}`,
  ),
})
const shape = shapeOf(schema)

function complaints(text: string): string[] {
  const { value, problems, locate } = readYaml(text, {})
  assert.deepEqual(problems, [])
  const placed = problemsOf(shape, value).map(({ path, at, message }) => ({ position: locate(path, at), message }))
  return textOfProblems(placed, 'f').split('\n').filter(Boolean)
}

const cases: Readonly<Record<string, readonly [text: string, ...complaints: string[]]>> = {
  'a name that is mistyped': ['cuont: 2', 'f:1:1: cuont is no setting; did you mean count?'],
  'a name that is like no other': [
    'section:\n  size: 2',
    'f:2:3: size is no setting of section; there are wait and tls',
  ],
  'a name that is not even a setting of its kind': [
    'headers: {}\n__proto__: 1',
    'f:2:1: __proto__ is no setting; there are name, count, isOn, compression, headers, keys, section, rules and range',
  ],
  'a setting without which nothing works': ['section:\n  tls: {}', 'f:2:3: section.tls.file is missing; write file: …'],
  'a number out of bounds': ['count: 0', 'f:1:8: count is 0; allowed is a whole number from 1; write 8, for example'],
  'a number that is text': [
    'count: "2"',
    'f:1:8: count is "2"; allowed is a whole number from 1; write 8, for example',
  ],
  'text that is a number': ['name: 5', 'f:1:7: name is 5; allowed is text; write it in quotes'],
  'text that is empty': [
    'name: ""',
    'f:1:7: name is ""; it must not have fewer than 1 characters; write a, for example',
  ],
  'a truth value that is another word': [
    'isOn: yes',
    'f:1:7: isOn is "yes"; allowed is true or false; write true, for example',
  ],
  'one of a few that is mistyped': ['compression: gzpi', 'f:1:14: compression is "gzpi"; did you mean gzip?'],
  'one of a few that is something else': ['compression: 7', 'f:1:14: compression is 7; allowed are gzip and none'],
  'a unit that is missing': [
    'section: { wait: 5 }',
    'f:1:18: section.wait is 5; allowed is a duration: a whole number of ms, s, m, h or d, without a space; write 30s, for example',
  ],
  'a section that is a value': [
    'section: on',
    'f:1:10: section is text; allowed is names with values below it; write {}, for example',
  ],
  'a list that is a section': [
    'rules: { a: b }',
    'f:1:8: rules is a section; allowed is a list, each item after a dash; write [], for example',
  ],
  'a list that is too long': [
    `rules: [${'{ type: ratio }, '.repeat(4)}]`,
    'f:1:8: rules is a list; it must not have more than 3 items; write [], for example',
  ],
  'a secret, without telling it': [
    'headers: { authorization: 12345 }',
    'f:1:27: headers.authorization is a number; allowed is text; write it in quotes',
  ],
  'a secret where a section should be, without telling it': [
    'headers: hunter2',
    'f:1:10: headers is text; allowed is names with values below it; write {}, for example',
  ],
  'a type that is mistyped': [
    'rules: [{ type: latancy }]',
    'f:1:17: rules[0].type is "latancy"; did you mean latency?',
  ],
  'a type that is missing': [
    'rules:\n  - threshold: 5s',
    'f:2:5: rules[0].type is missing; allowed are latency, ratio, share and and',
  ],
  'what the type of a mapping does not have': [
    'rules: [{ type: share, threshold: 5s }]',
    'f:1:24: threshold is no setting of rules[0]; there are type and percent',
  ],
  'what the type of a mapping lacks': [
    'rules: [{ type: latency }]',
    'f:1:9: rules[0].threshold is missing; write threshold: 500ms',
  ],
  'what is wrong deep inside': [
    'rules:\n  - type: and\n    rules:\n      - type: ratio\n      - type: ratio\n        percent: 101',
    'f:6:18: rules[0].rules[1].percent is 101; allowed is a number from 0 to 100; write 5, for example',
  ],
  'what is none of several kinds': [
    'keys: 5',
    'f:1:7: keys is a number; allowed is all, or a list, each item after a dash; write all, for example',
  ],
  'what is wrong in one of several kinds': [
    'keys: [a, 5]',
    'f:1:11: keys[1] is 5; allowed is text; write it in quotes',
  ],
  'what a section as a whole cannot be, with its defaults': [
    'range: { from: 10 }',
    'f:1:8: range goes from 10 down to 9',
  ],
  'everything, in the order of the file': [
    'count: 0\nsection: { wait: 5s, wiat: 5s }\nname: 1',
    'f:1:8: count is 0; allowed is a whole number from 1; write 8, for example',
    'f:2:22: wiat is no setting of section; did you mean wait?',
    'f:3:7: name is 1; allowed is text; write it in quotes',
  ],
}

describe('the check of settings tells', () => {
  for (const [what, [text, ...expected]] of Object.entries(cases)) {
    it(what, () => assert.deepEqual(complaints(text), expected))
  }
})

describe('the check of settings', () => {
  it('asks for nothing that has a default, or is optional', () => {
    assert.deepEqual(problemsOf(shape, {}), [])
    assert.deepEqual(problemsOf(shape, { section: {}, rules: [{ type: 'ratio' }] }), [])
  })

  it('finds nothing wrong exactly where TypeBox finds nothing wrong', () => {
    const word = fc.constantFrom<unknown>('gzip', 'all', '5s', 0, 1, true, null, 'latency', 'and', 'ratio')
    const key = fc.constantFrom(
      'name',
      'count',
      'compression',
      'keys',
      'section',
      'wait',
      'tls',
      'file',
      'type',
      'percent',
    )
    const { value } = fc.letrec<{ value: unknown }>(tie => ({
      value: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value')),
      ),
    }))
    const rules = fc.array(
      fc.record({ type: word, threshold: word, percent: word, rules: value }, { requiredKeys: [] }),
    )
    fc.assert(
      fc.property(
        fc.record({ keys: value, section: value, rules, compression: word }, { requiredKeys: [] }),
        settings => {
          const complete = Value.Default(schema, structuredClone(settings))
          const isClosed = problemsOf(shape, settings).every(({ message }) => !message.includes('is no setting'))
          if (isClosed) assert.equal(problemsOf(shape, settings).length === 0, Value.Check(schema, complete))
        },
      ),
    )
  })
})
