import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as yaml from 'yaml'
import { substitute } from './substitute.ts'

/** The table of the specification: configuration data model, "Environment variable substitution". */
const environment = {
  STRING_VALUE: 'value',
  BOOL_VALUE: 'true',
  INT_VALUE: '1',
  FLOAT_VALUE: '1.1',
  HEX_VALUE: '0xdeadbeef',
  INVALID_MAP_VALUE: 'value\nkey:value',
  DO_NOT_REPLACE_ME: 'Never use this value',
  REPLACE_ME: `\${DO_NOT_REPLACE_ME}`,
  VALUE_WITH_ESCAPE: 'value$$',
}

const table: readonly (readonly [input: string, value: unknown])[] = [
  [`\${STRING_VALUE}`, 'value'],
  [`\${BOOL_VALUE}`, true],
  [`\${INT_VALUE}`, 1],
  [`\${FLOAT_VALUE}`, 1.1],
  [`\${HEX_VALUE}`, 3735928559],
  [`"\${STRING_VALUE}"`, 'value'],
  [`"\${BOOL_VALUE}"`, 'true'],
  [`"\${INT_VALUE}"`, '1'],
  [`"\${FLOAT_VALUE}"`, '1.1'],
  [`"\${HEX_VALUE}"`, '0xdeadbeef'],
  [`\${env:STRING_VALUE}`, 'value'],
  [`\${INVALID_MAP_VALUE}`, 'value\nkey:value'],
  [`foo \${STRING_VALUE} \${FLOAT_VALUE}`, 'foo value 1.1'],
  [`\${UNDEFINED_KEY}`, null],
  [`\${UNDEFINED_KEY:-fallback}`, 'fallback'],
  [`\${REPLACE_ME}`, `\${DO_NOT_REPLACE_ME}`],
  [`\${UNDEFINED_KEY:-\${STRING_VALUE}}`, `\${STRING_VALUE}`],
  [`$\${STRING_VALUE}`, `\${STRING_VALUE}`],
  [`$$\${STRING_VALUE}`, '$value'],
  [`$$$\${STRING_VALUE}`, `$\${STRING_VALUE}`],
  [`$\${STRING_VALUE:-fallback}`, `\${STRING_VALUE:-fallback}`],
  [`$\${STRING_VALUE:-\${STRING_VALUE}}`, `\${STRING_VALUE:-value}`],
  [`\${UNDEFINED_KEY:-$\${UNDEFINED_KEY}}`, `\${UNDEFINED_KEY:-\${UNDEFINED_KEY}}`],
  [`\${VALUE_WITH_ESCAPE}`, 'value$$'],
  ['a $$ b', 'a $ b'],
  ['a $ b', 'a $ b'],
  // Beyond the table.
  [`\${UNDEFINED_KEY:-1} and \${UNDEFINED_KEY:-2}`, '1 and 2'],
  [`!!str \${INT_VALUE}`, '1'],
  [`|-\n  \${INT_VALUE}`, '1'],
]

const substituted = (input: string) => {
  const document = yaml.parseDocument(input)
  assert.deepEqual(document.errors, [])
  const invalidOffset = substitute(yaml, document, environment)
  return { value: document.toJS(), invalidOffset }
}

describe('the substitution of variables', () => {
  for (const [input, value] of table) {
    test(`makes ${JSON.stringify(value)} of ${JSON.stringify(input)}`, () => {
      assert.deepEqual(substituted(`key: ${input}`), { value: { key: value }, invalidOffset: undefined })
    })
  }

  test('leaves keys as they are', () => {
    const reference = `\${STRING_VALUE}`
    assert.deepEqual(substituted(`${reference}: value`).value, { [reference]: 'value' })
  })

  test('takes an empty variable as unset', () => {
    const document = yaml.parseDocument(`key: \${EMPTY:-fallback}`)
    substitute(yaml, document, { EMPTY: '' })
    assert.deepEqual(document.toJS(), { key: 'fallback' })
  })

  for (const input of [`\${STRING_VALUE:?error}`, `\${1API_KEY}`, `\${API_$KEY}`, `\${}`, `\${env:}`]) {
    test(`finds that ${input} is no reference, and where`, () => {
      assert.equal(substituted(`key: ${input}`).invalidOffset, 'key: '.length)
    })
  }
})
