import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldedValueChars } from '../limits.ts'
import { addressOf, failureOf, foldText, groupByNamespace, peerOf, valueText } from './attributes.ts'

const span = { traceId: 't', spanId: 's' }
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })

test('every kind of value has a text, and integers keep all 64 bits', () => {
  assert.equal(valueText({ stringValue: 'a' }), 'a')
  assert.equal(valueText({ boolValue: false }), 'false')
  assert.equal(valueText({ intValue: '9223372036854775807' }), '9223372036854775807')
  assert.equal(valueText({ doubleValue: 0.5 }), '0.5')
  assert.equal(valueText({ doubleValue: 'NaN' }), 'NaN')
  assert.equal(valueText({ bytesValue: 'AQI=' }), 'AQI=')
  assert.equal(valueText({ arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } }), '["a","1"]')
  assert.equal(valueText({ kvlistValue: { values: [text('k', 'v')] } }), '{"k":"v"}')
  assert.equal(valueText({}), 'null')
})

test('a value folds only when it is longer than the limit', () => {
  const longest = 'x'.repeat(foldedValueChars)
  assert.equal(foldText(longest), longest)
  assert.equal(foldText(`${longest}y`), `${longest}…`)
})

test('attributes are grouped by the first segment of their name, those without one first', () => {
  const groups = groupByNamespace([
    text('url.path', '/'),
    text('http.route', '/'),
    text('plain', ''),
    text('http.a', ''),
  ])
  assert.deepEqual(
    groups.map(group => [group.namespace, group.attributes.map(({ key }) => key)]),
    [
      ['', ['plain']],
      ['http', ['http.a', 'http.route']],
      ['url', ['url.path']],
    ],
  )
})

test('a failure is told by the status first, then by the exception', () => {
  const attributes = [text('exception.type', 'TypeError'), text('exception.message', 'no such thing')]
  const thrown = failureOf({
    ...span,
    status: { code: 2, message: 'status' },
    events: [{ name: 'exception', attributes }],
  })
  assert.deepEqual(thrown, { type: 'TypeError', message: 'status' })
  assert.equal(
    failureOf({ ...span, status: { code: 2 }, events: [{ name: 'exception', attributes }] }).message,
    'no such thing',
  )
  assert.equal(failureOf({ ...span, attributes: [text('error.type', '500')] }).type, '500')
})

test('the peer is named only by the calling side, and never as a loopback address', () => {
  const attributes = [text('server.address', '127.0.0.1'), text('db.namespace', 'users')]
  assert.equal(peerOf({ ...span, kind: 3, attributes }), 'users')
  assert.equal(peerOf({ ...span, kind: 3, attributes: [text('server.address', 'localhost')] }), undefined)
  assert.equal(peerOf({ ...span, kind: 2, attributes }), undefined)
})

test('an HTTP span that is named by its method alone says where it went', () => {
  const attributes = [text('url.full', 'http://127.0.0.1:4000/users/7?token=x')]
  assert.equal(addressOf({ ...span, name: 'GET', attributes }), '127.0.0.1:4000/users/7')
  assert.equal(addressOf({ ...span, name: 'POST', attributes: [text('url.path', '/orders')] }), '/orders')
  assert.equal(addressOf({ ...span, name: 'GET /users/:id', attributes }), undefined)
  assert.equal(addressOf({ ...span, name: 'render' }), undefined)
})
