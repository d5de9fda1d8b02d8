import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { configurationDocs } from './configuration-docs.ts'
import { rowsOf, type Schema } from './source/setting-rows.ts'

describe('the documents of settings', () => {
  for (const [path, text] of Object.entries(configurationDocs())) {
    it(`have in ${path} what the schema says; "node_modules/.bin/node scripts/configuration-docs.ts" writes it`, () => {
      assert.equal(readFileSync(join(import.meta.dirname, '..', path), 'utf8'), text)
    })
  }
})

describe('a table of settings', () => {
  const number: Schema = { type: 'integer', minimum: 1, default: 5, description: 'How many.', examples: [8] }

  const namesOf = (schema: Schema) => Object.values(rowsOf(schema)).flatMap(rows => rows.map(([name]) => name))

  it('has a row for each setting, whatever it is in', () => {
    const top: Schema = { properties: { a: number, b: { properties: { c: number }, default: {} } } }
    assert.deepEqual(rowsOf({ properties: { top } }), {
      top: [
        ['`top.a`', '`5`', 'whole number from 1', 'How many', '`8`'],
        ['`top.b.c`', '`5`', 'whole number from 1', 'How many', '`8`'],
      ],
    })
  })

  it('says what has to be there, and what a section is that may be absent', () => {
    const a: Schema = { properties: { b: { type: 'string' } }, required: ['b'], type: 'object' }
    const { top = [] } = rowsOf({ properties: { top: { properties: { a } } } })
    assert.deepEqual(
      top.map(([name, byDefault]) => [name, byDefault]),
      [
        ['`top.a`', 'none'],
        ['`top.a.b`', 'has to be there'],
      ],
    )
  })

  it('says which alternatives have a setting, unless all do', () => {
    const of = (type: string, more: Record<string, Schema>): Schema => ({
      properties: { type: { const: type }, n: number, ...more },
    })
    const { list = [] } = rowsOf({ properties: { list: { items: { anyOf: [of('x', {}), of('y', { m: number })] } } } })
    assert.deepEqual(
      list.map(([name, , values, is]) => [name, values, is]),
      [
        ['`list[].type`', '`x`, `y`', 'Which kind it is'],
        ['`list[].n`', 'whole number from 1', 'How many'],
        ['`list[].m`', 'whole number from 1', 'How many (y)'],
      ],
    )
  })

  it('refers to a section that it has already, also in another table', () => {
    const section: Schema = { properties: { a: number, b: number }, description: 'Both.', default: {} }
    const schema: Schema = {
      properties: { top: { properties: { one: section } }, next: { properties: { two: section } } },
    }
    assert.deepEqual(rowsOf(schema).next, [['`next.two`', '`{}`', 'section', 'Both; as in `top.one`', '']])
  })

  it('looks up what stands elsewhere, and ends where a section is a part of itself', () => {
    const rule = { $ref: '#/$defs/Rule' }
    const $defs: Record<string, Schema> = { Rule: { properties: { n: number, rules: { items: rule } } } }
    assert.deepEqual(namesOf({ properties: { top: { properties: { first: rule } } }, $defs }), [
      '`top.first`',
      '`top.first.n`',
      '`top.first.rules`',
    ])
  })
})
