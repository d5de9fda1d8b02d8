import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readYaml } from './yaml-file.ts'

const problemsIn = (text: string, environment = {}) =>
  readYaml(text, environment).problems.map(({ position: { line, column }, message }) => `${line}:${column} ${message}`)

describe('a file of settings', () => {
  it('is YAML, and so may be JSON', () => {
    assert.deepEqual(readYaml('a: { b: [1, x, true] } # why', {}).value, { a: { b: [1, 'x', true] } })
    assert.deepEqual(readYaml('{"a": {"b": [1, "x", true]}}', {}).value, { a: { b: [1, 'x', true] } })
  })

  it('is that of YAML 1.2, where only true is true, and 010 is ten', () => {
    assert.deepEqual(readYaml('[true, yes, on, 010, 0o10]', {}).value, [true, 'yes', 'on', 10, 8])
  })

  it('may repeat a part by reference', () => {
    assert.deepEqual(readYaml('a: &x { b: 1 }\nc: *x', {}).value, { a: { b: 1 }, c: { b: 1 } })
  })

  it('leaves out what has a name and no value', () => {
    assert.deepEqual(readYaml('a:\nb:\n  c:\n#    d: 1\n', {}).value, { b: {} })
  })

  const broken: Readonly<Record<string, readonly [text: string, ...problems: string[]]>> = {
    'a name that stands twice': ['a: 1\na: 2', '2:1 this name stands twice in one section; keep one of the two'],
    'a tab': ['a:\n\tb: 1', '2:1 this line is indented by a tab; write spaces'],
    'an indentation': [
      'a:\n  b: 1\n c: 2',
      '3:1 the indentation of this line fits nothing above it, or a bracket is not closed',
    ],
    'a quote': ['a: "b\nc: 1', '2:5 a quote or a bracket is not closed'],
    'a missing space': ['a:1\nb: 2', '1:1 a colon with a space behind it is missing; write name: value'],
    'a second colon': ['a: b: c', '1:4 a second colon in a line; write a value with a colon and a space in quotes'],
    'a character': ['a: @b', '1:4 a value cannot begin with this character; write it in quotes'],
    'a second document': ['a: 1\n---\nb: 2', '2:1 a second document begins; settings are one'],
    'a name that is a list': ['? [a]\n: 1', '1:3 a name has to be text'],
    'a variable within braces': [
      `a: {b: \${X}}`,
      '1:9 this is not YAML (UNEXPECTED_TOKEN); if it is a value with special characters, write it in quotes',
    ],
    'every line of which something is wrong': [
      'a: @b\nc: 1\nc: 2',
      '1:4 a value cannot begin with this character; write it in quotes',
      '3:1 this name stands twice in one section; keep one of the two',
    ],
  }
  for (const [what, [text, ...problems]] of Object.entries(broken)) {
    it(`is refused for ${what}, where that stands`, () => assert.deepEqual(problemsIn(text), problems))
  }

  it('is refused where a reference leads nowhere, or to too much', () => {
    assert.deepEqual(problemsIn('a: *b'), ['1:4 *b repeats nothing; write &b before what it should repeat'])
    const tooMuch = '1:1 what is repeated by reference is too much, or a part of itself; write it out'
    assert.deepEqual(problemsIn('a: &b { c: *b }'), [tooMuch])
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)]
    assert.deepEqual(problemsIn(bomb.join('\n')), [tooMuch])
  })

  it('has an answer to any text at all', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&x',
      '*x',
      '${',
      '$$',
      '|',
      '\t',
      '#',
      '---',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map(each => each.join('')),
        ),
        text => {
          const file = readYaml(text, {})
          const position = file.locate(['a', 0, 'b'], 'value')
          assert.ok(position === undefined || (position.line >= 1 && position.column >= 1))
        },
      ),
    )
  })
})

describe('the place of a setting', () => {
  const text = 'a:\n  b: &x\n    - c: 1\n    - 2\nd: *x\n'
  const place = (path: readonly (string | number)[], at: 'key' | 'value' = 'value') => {
    const { line, column } = readYaml(text, {}).locate(path, at) ?? {}
    return `${line}:${column}`
  }

  it('is that of its value, or of its name', () => {
    assert.equal(place(['a', 'b', 0, 'c']), '3:10')
    assert.equal(place(['a', 'b', 0, 'c'], 'key'), '3:7')
    assert.equal(place(['a', 'b', 1]), '4:7')
  })

  it('is that of the nearest one above that the file has', () => {
    assert.equal(place(['a', 'b', 1, 'e', 'f']), '4:7')
    assert.equal(place(['x']), '1:1')
    assert.equal(readYaml('', {}).locate(['x'], 'value'), undefined)
  })

  it('is found behind a reference', () => {
    assert.equal(place(['d', 0, 'c']), '3:10')
  })
})
