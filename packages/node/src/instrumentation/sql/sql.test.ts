import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxStatementChars } from '../../limits.ts'
import { describeStatement, removeLiterals } from './sql.ts'

const withoutLiterals: readonly (readonly [string, string])[] = [
  ["SELECT 'a', 1, 2.5e-3, $1", 'SELECT ?, ?, ?, $1'],
  ["SELECT 'it''s', E'it\\'s', B'101', U&'d\\0061t'", 'SELECT ?, ?, ?, ?'],
  ['SELECT $$a $1 $$, $tag$it is $$ here$tag$', 'SELECT ?, ?'],
  ['SELECT "it\'s" FROM table1 AS t2', 'SELECT "it\'s" FROM table1 AS t2'],
  ["SELECT 1 -- it's\n, 2 /* don't */", "SELECT ? -- it's\n, ? /* don't */"],
  ["SELECT 'never closed", 'SELECT ?'],
  ['SELECT $1$2', 'SELECT $1$2'],
]

for (const [text, expected] of withoutLiterals) {
  test(`${JSON.stringify(text)} keeps no value`, () => assert.equal(removeLiterals(text), expected))
}

const summaries: readonly (readonly [string, string])[] = [
  ['select * from users where id = $1', 'SELECT users'],
  ['insert into "Orders" values (1)', 'INSERT Orders'],
  ['UPDATE ONLY shop.items SET a = 1', 'UPDATE shop.items'],
  ['/* app:shop */ DELETE FROM carts', 'DELETE carts'],
  ['create table if not exists t (a int)', 'CREATE t'],
  ['BEGIN', 'BEGIN'],
  ['', 'QUERY'],
]

for (const [text, expected] of summaries) {
  test(`${JSON.stringify(text)} is summed up as ${expected}`, () =>
    assert.equal(describeStatement(text).summary, expected))
}

test('a statement of the greatest length is kept whole, one character more is cut', () => {
  const whole = `SELECT ${'a'.repeat(maxStatementChars - 7)}`
  assert.equal(describeStatement(whole).textWithoutValues, whole)
  assert.equal(describeStatement(`${whole}b`).textWithoutValues, whole)
})
