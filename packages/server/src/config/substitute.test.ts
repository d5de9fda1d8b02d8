import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readYaml } from './yaml-file.ts'

/** Of the table of the specification: configuration data model, "Environment variable substitution". */
const environment = {
  STRING_VALUE: 'value',
  BOOL_VALUE: 'true',
  INT_VALUE: '1',
  FLOAT_VALUE: '1.1',
  HEX_VALUE: '0xdeadbeef',
  INVALID_MAP_VALUE: 'value\nkey:value',
  REPLACE_ME: `\${DO_NOT_REPLACE_ME}`,
  VALUE_WITH_ESCAPE: 'value$$',
  EMPTY: '',
  NULL: 'null',
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
  [`"\${HEX_VALUE}"`, '0xdeadbeef'],
  [`\${env:STRING_VALUE}`, 'value'],
  [`\${INVALID_MAP_VALUE}`, 'value\nkey:value'],
  [`foo \${STRING_VALUE} \${FLOAT_VALUE}`, 'foo value 1.1'],
  [`\${UNDEFINED_KEY:-fallback}`, 'fallback'],
  [`\${env:UNDEFINED_KEY:-5}`, 5],
  [`\${REPLACE_ME}`, `\${DO_NOT_REPLACE_ME}`],
  [`\${UNDEFINED_KEY:-\${STRING_VALUE}}`, `\${STRING_VALUE}`],
  [`$\${STRING_VALUE}`, `\${STRING_VALUE}`],
  [`$$\${STRING_VALUE}`, '$value'],
  [`$$$\${STRING_VALUE}`, `$\${STRING_VALUE}`],
  [`$\${STRING_VALUE:-fallback}`, `\${STRING_VALUE:-fallback}`],
  [`\${VALUE_WITH_ESCAPE}`, 'value$$'],
  ['a $$ b', 'a $ b'],
  ['a $ b', 'a $ b'],
  [`\${EMPTY:-fallback}`, 'fallback'],
  [`\${NULL}`, 'null'],
  [`!!str \${INT_VALUE}`, '1'],
  [`|-\n  \${INT_VALUE}`, '1'],
]

describe('the substitution of variables', () => {
  for (const [input, value] of table) {
    it(`makes ${JSON.stringify(value)} of ${JSON.stringify(input)}`, () => {
      const file = readYaml(`key: ${input}`, environment)
      assert.deepEqual([file.problems, file.value], [[], { key: value }])
    })
  }

  it('leaves keys as they are', () => {
    const reference = `\${STRING_VALUE}`
    assert.deepEqual(readYaml(`${reference}: value`, environment).value, { [reference]: 'value' })
  })

  it('takes an empty default as a setting without a value', () => {
    assert.deepEqual(readYaml(`key: \${UNDEFINED_KEY:-}`, environment).value, {})
  })

  it('names every variable that is unset or empty, and where it is asked for', () => {
    const { value, problems } = readYaml(`a: \${NOT_THERE}\nb:\n  - "\${EMPTY}-\${env:NEITHER}"`, environment)
    const unset = (name: string) => `${name} is not set in the environment; set it, or write \${${name}:-default}`
    assert.deepEqual(problems, [
      { position: { line: 1, column: 4 }, message: unset('NOT_THERE') },
      { position: { line: 3, column: 5 }, message: unset('EMPTY') },
      { position: { line: 3, column: 5 }, message: unset('NEITHER') },
    ])
    assert.equal(value, undefined)
  })

  for (const input of [`\${STRING_VALUE:?error}`, `\${1API_KEY}`, `\${API_$KEY}`, `\${}`, `\${env:}`]) {
    it(`finds that ${input} is no reference`, () => {
      const message = `${input} is no reference; write \${NAME} or \${NAME:-default}, and $$ for a $`
      assert.deepEqual(readYaml(`key: ${input}`, environment).problems, [{ position: { line: 1, column: 6 }, message }])
    })
  }
})
