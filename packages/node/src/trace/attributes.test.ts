import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { AttributeList } from './attributes.ts'

const listOf = (attributes: Record<string, unknown>) => {
  const list = new AttributeList()
  list.setAll(attributes, 128, Number.POSITIVE_INFINITY)
  return list
}

test('plain objects of another realm are maps, and objects of a class are none', () => {
  const { entries } = listOf({ map: runInNewContext('({ a: [1] })'), date: new Date(), none: Object.create(null) })
  // Our copies of maps have no prototype.
  assert.deepEqual(structuredClone(entries), ['map', { a: [1] }, 'none', {}])
})

test('an object that throws when it is looked at is left out', () => {
  const trap = new Proxy({}, { getPrototypeOf: () => assert.fail('the trap went off') })
  assert.deepEqual(listOf({ trap, fine: 1 }).entries, ['fine', 1])
})
