import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Schema from 'typebox/schema'
import { jsonSchema } from './json-schema.ts'
import { configShape, parseSettings } from './load-config.ts'
import { memberOf } from './shape.ts'
import { asObject, type JsonObject, shareSections } from './share-sections.ts'

describe('the JSON schema of settings', () => {
  it('lets pass what the server takes, and nothing else', () => {
    const files = [
      {},
      { ui: { listen: '127.0.0.1:1' } },
      { ui: { listen: 1 } },
      { uo: {} },
      { store: { enabled: true, retention: { age: '7d' } } },
      { store: { retention: { age: 7 } } },
      { forward: [{ name: 'a', type: 'otlp_http', endpoint: 'https://a' }] },
      { forward: [{ name: 'a', type: 'otlp_http' }] },
    ]
    for (const file of files) {
      const isTaken = parseSettings(JSON.stringify(file), { environment: {} }).ok
      assert.equal(Schema.Check(jsonSchema(), file), isTaken, JSON.stringify(file))
    }
  })

  it('lets a reference stand for a value that is not any text', () => {
    const reference = `\${A:-b}`
    assert.ok(Schema.Check(jsonSchema(), { ui: { listen: reference }, store: { enabled: reference } }))
    assert.equal(Schema.Check(jsonSchema(), { store: { enabled: 'b' } }), false)
  })

  it('has every section of the schema', () => {
    const names = Object.keys(asObject(jsonSchema().properties))
    assert.deepEqual(
      names.filter(name => memberOf(configShape, name) === undefined),
      [],
    )
    assert.ok(names.includes('receivers'))
  })
})

describe('a section that stands at several places', () => {
  const long = (what: string): JsonObject => ({ properties: { a: { description: what.repeat(500) } } })
  const schemaOf = (properties: JsonObject): JsonObject => ({ properties })

  it('is written once, under the name that it has first', () => {
    const schema = schemaOf({ one: long('x'), two: { items: long('x') } })
    const reference = { $ref: '#/$defs/one' }
    assert.deepEqual(shareSections(schema), {
      ...schemaOf({ one: reference, two: { items: reference } }),
      $defs: { one: long('x') },
    })
  })

  it('has a name of its own where another one has that name', () => {
    const schema = schemaOf({
      one: schemaOf({ s: long('x') }),
      two: schemaOf({ s: long('y') }),
      x: long('x'),
      y: long('y'),
    })
    assert.deepEqual(Object.keys(asObject(shareSections(schema).$defs)), ['s', 's2'])
  })

  it('stays where it is when it is short, or there is one of it', () => {
    const schema = schemaOf({ one: schemaOf({ a: {} }), two: schemaOf({ a: {} }), three: long('x') })
    assert.deepEqual(shareSections(schema), schema)
  })
})
