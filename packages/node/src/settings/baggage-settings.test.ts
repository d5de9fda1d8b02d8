import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsOf } from '../testing/config-file.ts'
import { readSettings } from './read-settings.ts'

test('baggage becomes attributes by the keys of a list; others are told, and so is a wildcard', () => {
  const { settings, complaints } = readSettings(
    {},
    { THROUGHLINE_BAGGAGE_ATTRIBUTES: 'tenant.id, user.tier,a b,user.*' },
  )
  assert.deepEqual(settings.baggageAttributes, ['tenant.id', 'user.tier'])
  const sentence = (key: string) =>
    `THROUGHLINE_BAGGAGE_ATTRIBUTES: "${key}" is not the key of a baggage entry, such as tenant.id; using the other members`
  assert.deepEqual(complaints, [sentence('a b'), sentence('user.*')])
})

test('the list may stand in a file', () => {
  const file = 'distribution: {throughline: {baggage_attributes: "tenant.id,user.tier"}}'
  assert.deepEqual(settingsOf(file).baggageAttributes, ['tenant.id', 'user.tier'])
})
