import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { redactedAttributes, redactorWith, spanRequest, texts } from '../testing/redact.ts'

const statement = (system: string | undefined, text: string, key = 'db.query.text') => {
  const redactor = redactorWith()
  const attributes = texts({ [key]: text, ...(system === undefined ? {} : { 'db.system.name': system }) })
  const [first] = redactedAttributes(redactor, attributes)
  assert.ok(first?.value.kind === 'string')
  return [first.value.value, redactor.stats().redacted.sql_literals] as const
}

describe('statements', () => {
  it('lose their literals, by the rules of the system that the span names', () => {
    assert.deepEqual(statement('postgresql', `SELECT "a1" FROM t WHERE b = 'x\\'`), [
      'SELECT "a1" FROM t WHERE b = ?',
      1,
    ])
    assert.deepEqual(statement('mysql', `SELECT "a1" FROM t WHERE b = 'x\\''`), ['SELECT ? FROM t WHERE b = ?', 1])
  })

  it('lose literals without quotes and digits', () => {
    assert.deepEqual(statement('postgresql', 'SELECT $$x$$, $a$y$a$'), ['SELECT ?, ?', 1])
    assert.deepEqual(statement('postgresql', 'SELECT .5, 5e3'), ['SELECT ?, ?', 1])
  })

  it('lose all that may be a literal where the system is not known', () => {
    assert.deepEqual(statement(undefined, `SELECT "a" FROM t WHERE b = 1`), ['SELECT ? FROM t WHERE b = ?', 1])
    assert.deepEqual(statement('oracle.db', `SELECT b FROM t WHERE b = 'x\\' OR 1`), ['SELECT b FROM t WHERE b = ?', 1])
  })

  it('lose them too where the system is named as something that every object has', () => {
    assert.deepEqual(statement('constructor', `SELECT b FROM t WHERE b = 'x'`), ['SELECT b FROM t WHERE b = ?', 1])
  })

  it('stay as they are without literals', () => {
    assert.deepEqual(statement('postgresql', 'SELECT * FROM table1 WHERE id = $1'), [
      'SELECT * FROM table1 WHERE id = $1',
      0,
    ])
  })

  it('are found under the name of old, and nowhere else', () => {
    assert.deepEqual(statement('mysql', 'SELECT 1', 'db.statement'), ['SELECT ?', 1])
    assert.deepEqual(statement('mysql', 'SELECT 1', 'note'), ['SELECT 1', 0])
  })

  it('are read, or refused, whatever is damaged around them', () => {
    const request = spanRequest({ attributes: texts({ 'db.system.name': 'mysql', 'db.query.text': 'SELECT "a"' }) })
    const damage = fc.tuple(fc.nat({ max: request.length - 1 }), fc.nat({ max: 255 }))
    const redactor = redactorWith()
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 3 }), damages => {
        const damaged = request.slice()
        for (const [at, byte] of damages) damaged[at] = byte
        assert.doesNotThrow(() => redactor.redact('traces', damaged))
      }),
      { numRuns: 2000 },
    )
  })

  it('keep their literals on request', () => {
    const attributes = texts({ 'db.query.text': 'SELECT 1' })
    assert.deepEqual(redactedAttributes(redactorWith({ sql_literals: false }), attributes), attributes)
  })
})
