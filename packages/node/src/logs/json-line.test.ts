import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withTraceMembers } from './json-line.ts'
import { traceFieldNames, traceFields } from './trace-fields.ts'

const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
const fields = traceFields(context)
const parsed = (line: string) => JSON.parse(withTraceMembers(line, context))

describe('withTraceMembers', () => {
  it('adds them behind what is there, also to an object with nothing in it', () => {
    for (const line of ['{"a":1}\n', '{"a":{}}', '{ "a" : 1 }']) {
      assert.deepEqual(parsed(line), { ...JSON.parse(line), ...fields })
    }
    for (const line of ['{}', '{ \t}\r\n', '{\n}']) assert.deepEqual(parsed(line), fields, JSON.stringify(line))
  })

  it('leaves each of the names to the app that has it, and adds the others', () => {
    for (const name of traceFieldNames) {
      assert.deepEqual(parsed(`{"${name}":"own"}`), { ...fields, [name]: 'own' })
      assert.deepEqual(parsed(`{"of":{"${name}":"another"},"msg":"${name}"}`), {
        of: { [name]: 'another' },
        msg: name,
        ...fields,
      })
    }
  })

  it('leaves a line without an object as it is', () => {
    assert.equal(withTraceMembers('no object', context), 'no object')
  })
})
