import assert from 'node:assert/strict'
import { test } from 'node:test'
import { destinationSettings } from './settings.ts'
import { settingsOf } from './testing/settings.ts'

interface Property {
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly const?: string
  readonly properties?: Readonly<Record<string, Property>>
}

function* propertiesOf({ properties = {} }: Property, path: string): Generator<[string, Property]> {
  for (const [name, property] of Object.entries(properties)) {
    yield [`${path}.${name}`, property]
    yield* propertiesOf(property, `${path}.${name}`)
  }
}

const written = new Set(['name', 'type', 'endpoint', 'path'])

for (const destination of destinationSettings.anyOf) {
  const type = destination.properties.type.const
  test(`every setting of ${type} is described, and has an example and a default unless it has to be written`, () => {
    // As editors read it.
    const schema: Property = JSON.parse(JSON.stringify(destination))
    for (const [path, property] of propertiesOf(schema, type)) {
      // Sampling has a test of its own.
      if ('const' in property || path.startsWith(`${type}.sampling`)) continue
      assert.ok(property.description, path)
      assert.ok((property.examples ?? []).length > 0, path)
      assert.equal('default' in property, !written.has(path.split('.').at(-1) ?? ''), path)
    }
  })
}

test('what is not written has its default', () => {
  const settings = settingsOf({ name: 'a', type: 'otlp_http', endpoint: 'http://b' })
  assert.deepEqual(settings.batch, { items: 8192, size: '4MiB', timeout: '5s' })
  assert.deepEqual(settings.queue, { size: '1GiB', age: '24h', when_full: 'drop_oldest' })
  assert.deepEqual(settings.signals, ['traces', 'metrics', 'logs', 'profiles'])
})

test('a setting that there is not, and one of another type, are errors', () => {
  for (const more of [{ rotate_size: '1GiB' }, { batch: { itmes: 1 } }, { compression: 'snappy' }, { name: '../a' }]) {
    assert.throws(() => settingsOf({ name: 'a', type: 'otlp_http', endpoint: 'http://b', ...more }))
  }
})
