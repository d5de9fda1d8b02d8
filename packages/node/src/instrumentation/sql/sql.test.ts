import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { maxStatementChars } from '../../limits.ts'
import { describeStatement, removeLiterals } from './sql.ts'
import type { SqlSystem } from './sql-tokens.ts'

type Cases = readonly (readonly [text: string, expected: string])[]

const withoutLiterals: Record<SqlSystem, Cases> = {
  postgresql: [
    ["SELECT 'a', 1, 2.5e-3, .5, $1", 'SELECT ?, ?, ?, ?, $1'],
    ['SELECT 0xdead, 0b101, 1_000_000', 'SELECT ?, ?, ?'],
    ["SELECT 'it''s', E'it\\'s', B'101', U&'d\\0061t', 'back\\'", 'SELECT ?, ?, ?, ?, ?'],
    ['SELECT $$a $1 $$, $tag$it is $$ here$tag$', 'SELECT ?, ?'],
    ['SELECT $a$ x $A$ secret $a$', 'SELECT ?'],
    ['SELECT a$$b$$c', 'SELECT a$$b$$c'],
    ['SELECT "it\'s" FROM table1 AS t2', 'SELECT "it\'s" FROM table1 AS t2'],
    ["SELECT 1 -- it's\n, 2 /* don't */", "SELECT ? -- it's\n, ? /* don't */"],
    ["/* /* a */ it's */ SELECT 'x'", "/* /* a */ it's */ SELECT ?"],
    ["SELECT 'never closed", 'SELECT ?'],
    ['SELECT $$never closed', 'SELECT ?'],
    ['SELECT $1$2', 'SELECT $1$2'],
    ["SELECT a->>'key', b[1], c::numeric(10,2)", 'SELECT a->>?, b[?], c::numeric(?,?)'],
    ["DELETE FROM t WHERE id IN (1, 2,3) OR n in ('a','b')", 'DELETE FROM t WHERE id IN (?) OR n in (?)'],
    ['SELECT 1 WHERE id IN ($1, $2)', 'SELECT ? WHERE id IN ($1, $2)'],
  ],
  mysql: [
    ['SELECT "a\'b", \'a"b\', 1', 'SELECT ?, ?, ?'],
    [`SELECT 'it\\'s', "say \\"hi\\"", 'it''s', "a""b", 'c:\\\\'`, 'SELECT ?, ?, ?, ?, ?'],
    ["SELECT N'a', _utf8mb4'b', x'4D', b'01', 0x4D, 0b01", 'SELECT ?, _utf8mb4?, ?, ?, ?, ?'],
    ["SELECT `it's`, `a``b1` FROM `t 1`", "SELECT `it's`, `a``b1` FROM `t 1`"],
    [
      'SELECT 5--1, 2024_sales.id, @v1, t1.c2 FROM 2024_sales',
      'SELECT ?--?, 2024_sales.id, @v1, t1.c2 FROM 2024_sales',
    ],
    ["SELECT 1 # it's\n, 'x' -- it's\n, 'y'", "SELECT ? # it's\n, ? -- it's\n, ?"],
    ["/*!40101 SET @a='secret' */", '/*!? SET @a=? */'],
    ['SELECT 1e5, 1.5E-3, .5', 'SELECT ?, ?, ?'],
    ['SELECT * FROM t WHERE id IN (?, ?, ?)', 'SELECT * FROM t WHERE id IN (?)'],
    ["SELECT 'never \\'closed", 'SELECT ?'],
  ],
  sqlite: [
    ["SELECT 'it''s', 'back\\', x'4D', 0x1F, 1.5", 'SELECT ?, ?, ?, ?, ?'],
    ["SELECT ?1, :a1, @b2, $c3, \"d'4\", `e'5`, [f'6]", "SELECT ?1, :a1, @b2, $c3, \"d'4\", `e'5`, [f'6]"],
    ["SELECT 'x' -- it's\n, /* it's */ 'y'", "SELECT ? -- it's\n, /* it's */ ?"],
  ],
}

for (const [system, cases] of Object.entries(withoutLiterals)) {
  describe(`a statement of ${system} keeps no value`, () => {
    for (const [text, expected] of cases) {
      test(JSON.stringify(text), () => assert.equal(removeLiterals(text, system as SqlSystem), expected))
    }
  })
}

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
