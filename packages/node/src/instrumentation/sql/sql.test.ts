import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SqlSystem } from '@throughline/otlp'
import { maxStatementChars } from '../../limits.ts'
import { describeStatement, removeLiterals } from './sql.ts'

type Cases = readonly (readonly [text: string, expected: string])[]

test('a list of literals becomes one, so that its length makes no other statement', () => {
  const text = "DELETE FROM t WHERE id IN (1, 2,3) OR n in ('a','b') OR k IN (?, ?, ?)"
  assert.equal(removeLiterals(text, 'postgresql'), 'DELETE FROM t WHERE id IN (?) OR n in (?) OR k IN (?)')
  assert.equal(removeLiterals('SELECT 1 WHERE id IN ($1, $2)', 'postgresql'), 'SELECT ? WHERE id IN ($1, $2)')
})

const summaries: Record<SqlSystem, Cases> = {
  postgresql: [
    ['select * from users where id = $1', 'SELECT users'],
    ['insert into "Orders" values (1)', 'INSERT Orders'],
    ['UPDATE ONLY shop.items SET a = 1', 'UPDATE shop.items'],
    ['/* app:shop */ DELETE FROM carts', 'DELETE carts'],
    ["SELECT 1 /*route='from%20users',traceparent='00-1-2-01'*/", 'SELECT'],
    ['SELECT "a--b" FROM t', 'SELECT t'],
    ['-- from nowhere\nSELECT 1', 'SELECT'],
    ['create table if not exists t (a int)', 'CREATE t'],
    ['BEGIN', 'BEGIN'],
    ['', 'QUERY'],
  ],
  mysql: [
    ['select * from `shop`.`users`', 'SELECT shop.users'],
    ['INSERT IGNORE INTO t VALUES (1)', 'INSERT t'],
    ['UPDATE LOW_PRIORITY t SET a = 1', 'UPDATE t'],
    ['# from nowhere\nSELECT "from secret"', 'SELECT'],
    ['/*!40101 SET NAMES utf8 */', 'SET'],
  ],
  sqlite: [
    ['SELECT * FROM [my table]', 'SELECT my table'],
    ['UPDATE OR REPLACE "t" SET a = 1', 'UPDATE t'],
    ['PRAGMA journal_mode = WAL', 'PRAGMA'],
  ],
}

for (const [system, cases] of Object.entries(summaries)) {
  describe(`a statement of ${system} is summed up`, () => {
    for (const [text, expected] of cases) {
      test(`${JSON.stringify(text)} as ${expected}`, () =>
        assert.equal(describeStatement(text, system as SqlSystem).summary, expected))
    }
  })
}

test('a statement of the greatest length is kept whole, one character more is cut', () => {
  const whole = `SELECT ${'a'.repeat(maxStatementChars - 7)}`
  assert.equal(describeStatement(whole, 'postgresql').textWithoutValues, whole)
  assert.equal(describeStatement(`${whole}b`, 'postgresql').textWithoutValues, whole)
})
