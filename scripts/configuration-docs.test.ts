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

  it('has a row for each setting, whatever it is in', () => {
    const section: Schema = { properties: { a: number, b: { properties: { c: number }, default: {} } } }
    assert.deepEqual(rowsOf('top', section), [
      ['`top.a`', '`5`', 'whole number from 1', 'How many', '`8`'],
      ['`top.b.c`', '`5`', 'whole number from 1', 'How many', '`8`'],
    ])
  })

  it('says what has to be there, and what a section is that may be absent', () => {
    const section: Schema = {
      properties: { a: { properties: { b: { type: 'string' } }, required: ['b'], type: 'object' } },
    }
    assert.deepEqual(
      rowsOf('top', section).map(([name, byDefault]) => [name, byDefault]),
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
    const list: Schema = { items: { anyOf: [of('x', {}), of('y', { m: number })] } }
    assert.deepEqual(
      rowsOf('list', list).map(([name, , , is]) => [name, is]),
      [
        ['`list[].type`', ' (x)'],
        ['`list[].n`', 'How many'],
        ['`list[].type`', ' (y)'],
        ['`list[].m`', 'How many (y)'],
      ],
    )
  })

  it('refers to a section that it has already', () => {
    const properties = { a: number, b: number, c: number, d: number }
    const section: Schema = { properties: { one: { properties, default: {} }, two: { properties, default: {} } } }
    assert.deepEqual(rowsOf('top', section).at(-1), ['`top.two.…`', '', '', 'the same as in `top.one`', ''])
  })
})
