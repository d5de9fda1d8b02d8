import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnySqlSystem } from './tokens.ts'
import { withoutLiterals } from './without-literals.ts'

type Cases = readonly (readonly [text: string, expected: string])[]

const statements: Record<AnySqlSystem, Cases> = {
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
    ["DELETE FROM t WHERE id IN (1, 2) OR n = 'a'", 'DELETE FROM t WHERE id IN (?, ?) OR n = ?'],
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
    ['SELECT * FROM t WHERE id IN (?, ?, ?)', 'SELECT * FROM t WHERE id IN (?, ?, ?)'],
    ["SELECT 'never \\'closed", 'SELECT ?'],
  ],
  sqlite: [
    ["SELECT 'it''s', 'back\\', x'4D', 0x1F, 1.5", 'SELECT ?, ?, ?, ?, ?'],
    ["SELECT ?1, :a1, @b2, $c3, \"d'4\", `e'5`, [f'6]", "SELECT ?1, :a1, @b2, $c3, \"d'4\", `e'5`, [f'6]"],
    ["SELECT 'x' -- it's\n, /* it's */ 'y'", "SELECT ? -- it's\n, /* it's */ ?"],
  ],
  other_sql: [
    ["SELECT 'it''s', \"name\", `e`, N'x', 1.5", 'SELECT ?, ?, ?, ?, ?'],
    ["SELECT 1 -- it's\n, 'x' /* don't */", "SELECT ? -- it's\n, ? /* don't */"],
    ["SELECT a FROM t1 WHERE b = 'x\\' OR c = 'secret'", 'SELECT a FROM t1 WHERE b = ?'],
    ["SELECT 5 FROM t WHERE a = q'[it's secret]'", 'SELECT ? FROM t WHERE a = q?'],
    ['SELECT 1, $a$secret$a$', 'SELECT ?, ?'],
    ['{"find":"users","filter":{"name":"Joe"}}', '{?:?,?:{?:?}}'],
  ],
}

for (const [system, cases] of Object.entries(statements)) {
  describe(`a statement of ${system} keeps no value`, () => {
    for (const [text, expected] of cases) {
      test(JSON.stringify(text), () => assert.equal(withoutLiterals(text, system as AnySqlSystem), expected))
    }
  })
}
