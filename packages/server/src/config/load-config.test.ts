import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import * as Type from 'typebox'
import { stringify } from 'yaml'
import { configFileBytes } from '../limits.ts'
import { configShape, loadConfig, parseSettings } from './load-config.ts'
import { alternativesOf, isSecret, memberOf, nameOf, type Path, type Shape } from './shape.ts'

const environment = {}

function configIn(text: string, overrides: readonly { path: Path; value: unknown }[] = []) {
  const config = parseSettings(text, { file: 'f', environment, overrides })
  assert.ok(config.ok, config.ok ? '' : config.error)
  return config.value.config
}

function complaintsOf(text: string, overrides: readonly { path: Path; value: unknown }[] = []): readonly string[] {
  const config = parseSettings(text, { file: 'f', environment, overrides })
  return config.ok ? [] : config.error.split('\n')
}

describe('settings', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'throughline-test-'))
  after(() => rmSync(scratch, { recursive: true }))

  it('have a default each, so that there may be no file, and an empty one', () => {
    const config = loadConfig({ environment })
    assert.ok(config.ok)
    assert.deepEqual(config.value.receivers.http.listen, '127.0.0.1:4318')
    assert.deepEqual(config.value.receivers.grpc.listen, '127.0.0.1:4317')
    assert.deepEqual(config.value.ui.listen, '127.0.0.1:4319')
    assert.deepEqual(config.value.store.folder, '.throughline')
    for (const text of ['', '# nothing', 'store:\nforward:\n']) assert.deepEqual(configIn(text), config.value)
  })

  it('are what the file says, and for the rest defaults', () => {
    const { store, ui } = configIn('store: { folder: /data }')
    assert.deepEqual([store.folder, store.enabled, ui.listen], ['/data', true, '127.0.0.1:4319'])
  })

  it('are what the options of the command say, whatever the file says', () => {
    const overrides = [{ path: ['store', 'folder'], value: '/flag' }]
    assert.equal(configIn('store: { folder: /file }', overrides).store.folder, '/flag')
    assert.equal(configIn('', overrides).store.folder, '/flag')
    assert.deepEqual(complaintsOf('store: on', overrides), [
      'f:1:8: store is text; allowed is names with values below it; write {}, for example',
    ])
  })

  it('are refused with a place where a section is something else, and the whole file too', () => {
    assert.deepEqual(complaintsOf('hello'), [
      'f:1:1: the file is text; allowed is names with values below it; write {}, for example',
    ])
  })

  it('are refused where two listen at one port', () => {
    const text = 'ui:\n  listen: 127.0.0.1:4317'
    assert.deepEqual(complaintsOf(text), [
      'f:2:11: ui.listen: 127.0.0.1:4317 is taken by receivers.grpc.listen; write another port',
    ])
    assert.equal(complaintsOf('ui: { listen: 0.0.0.0:4317 }').length, 1)
    assert.deepEqual(complaintsOf('ui: { listen: 10.0.0.1:4317 }'), [])
    assert.deepEqual(complaintsOf('ui: { listen: 127.0.0.1:0 }\nreceivers: { http: { listen: 127.0.0.1:0 } }'), [])
  })

  it('are refused where nothing would be done with what is received', () => {
    const noStore = [{ path: ['store', 'enabled'], value: false }]
    assert.match(complaintsOf('', noStore).join(), /^f: store\.enabled: there is no store and no destination/)
    const forward = 'forward: [{ name: a, type: otlp_http, endpoint: "https://a" }]'
    assert.deepEqual(complaintsOf(forward, noStore), [])
  })

  it('are refused where a file is not there', () => {
    const tls = (file: string) => `receivers: { http: { tls: { client_ca_file: ${file} } } }`
    assert.deepEqual(complaintsOf(tls(import.meta.filename)), [])
    assert.deepEqual(complaintsOf(tls('""')), [])
    assert.match(
      complaintsOf(tls('/nowhere')).join(),
      /^f:1:\d+: receivers\.http\.tls\.client_ca_file: \/nowhere cannot be read \(ENOENT\)/,
    )
  })

  it('are refused where a certificate stands without its key', () => {
    assert.deepEqual(complaintsOf(`receivers: { grpc: { tls: { cert_file: ${import.meta.filename} } } }`), [
      'f:1:27: receivers.grpc.tls: a certificate and its key go together; write key_file, too',
    ])
  })

  it('are refused where a policy cannot be, which only its own part knows', () => {
    const policies =
      '[{ name: a, type: string_attribute, string_attribute: { key: k, values: ["("], enabled_regex_matching: true } }]'
    assert.match(
      complaintsOf(`store: { sampling: { policies: ${policies} } }`).join(),
      /^f:1:\d+: store\.sampling\.policies: /,
    )
  })

  it('are valid as the documents show them', () => {
    const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8')
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []
    const config = parseSettings(example, { environment: { GRAFANA_TOKEN: 'abc' } })
    assert.deepEqual(config.ok ? config.value.config.forward.map(({ name }) => name) : config.error, ['grafana'])
  })

  it('have an answer to any file at all, with a place for everything that is wrong', () => {
    const valid = stringify(configIn('forward: [{ name: a, type: otlp_http, endpoint: "https://a" }]'))
    const cut = fc.tuple(
      fc.nat(valid.length),
      fc.nat(20),
      fc.constantFrom('', ':', ' ', '\n', '- ', '{', '"', '&a ', '*a', '5', 'x'),
    )
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), cuts => {
        const text = cuts.reduce((each, [at, length, put]) => each.slice(0, at) + put + each.slice(at + length), valid)
        for (const line of complaintsOf(text)) assert.match(line, /^f:\d+:\d+: ./)
      }),
    )
  })

  it('come from a file up to a size', () => {
    const file = join(scratch, 'large.yaml')
    writeFileSync(file, '#'.repeat(configFileBytes))
    assert.ok(loadConfig({ file, environment }).ok)
    writeFileSync(file, '#'.repeat(configFileBytes + 1))
    const refused = loadConfig({ file, environment })
    assert.match(refused.ok ? '' : refused.error, /has 1048577 bytes; a file of settings has 1048576 at most$/)
    truncateSync(file)
  })

  it('are refused where the file cannot be read', () => {
    const missing = loadConfig({ file: '/nowhere.yaml', environment })
    assert.deepEqual(missing, {
      ok: false,
      error: '/nowhere.yaml cannot be read (ENOENT); write the path of a YAML file',
    })
    const folder = loadConfig({ file: scratch, environment })
    assert.deepEqual(folder, { ok: false, error: `${scratch} cannot be read (EISDIR); write the path of a YAML file` })
  })

  it('show the line that is wrong to a person at a terminal', () => {
    const config = parseSettings('ui:\n\tlisten: x\nstore: {}', { file: 'f', environment, snippets: true })
    assert.equal(
      config.ok ? '' : config.error,
      'f:2:1: this line is indented by a tab; write spaces\n  2 | \tlisten: x\n      ^',
    )
    const other = parseSettings('ui: { listen: x }', { file: 'f', environment, snippets: true })
    assert.match(other.ok ? '' : other.error, /\n {2}1 \| ui: \{ listen: x \}\n {20}\^$/)
  })
})

describe('the schema of settings', () => {
  /** Every setting that there can be, once for each name. */
  function everySetting(shape: Shape, path: Path = [], seen = new Map<string, Shape>()): ReadonlyMap<string, Shape> {
    for (const alternative of alternativesOf(shape)) {
      const { schema } = alternative
      const keys = Type.IsObject(schema)
        ? Object.keys(schema.properties)
        : Type.IsArray(schema)
          ? [0]
          : Type.IsRecord(schema)
            ? ['NAME']
            : []
      for (const key of keys) {
        const member = memberOf(alternative, key)
        const name = nameOf([...path, key])
        // A schema that contains itself is looked into twice.
        if (member === undefined || path.filter(each => each === key && key !== 0).length > 1) continue
        seen.set(name, member)
        everySetting(member, [...path, key], seen)
      }
    }
    return seen
  }

  it('says of every setting what it is, with an example or a default', () => {
    const unexplained = [...everySetting(configShape)].filter(([name, { schema }]) => {
      const { description, examples, default: fallback } = Object(schema)
      return (
        !/\]$|NAME$/.test(name) &&
        // Such as the type of an alternative, which speaks for itself.
        !Type.IsLiteral(schema) &&
        (!description || (examples === undefined && fallback === undefined && !Type.IsObject(schema)))
      )
    })
    assert.deepEqual(
      unexplained.map(([name]) => name),
      [],
    )
  })

  it('marks what has the name of a secret as one, so that it is masked', () => {
    const names = /(password|bearer|token|secret|hash_key|headers\.NAME)s?(\[0\])?$/
    const told = [...everySetting(configShape)].filter(([name, { schema }]) => {
      return names.test(name) && Type.IsString(schema) && !isSecret(schema)
    })
    assert.deepEqual(
      told.map(([name]) => name),
      [],
    )
    assert.ok(isSecret(everySetting(configShape).get('forward[0].headers.NAME')?.schema ?? {}))
  })
})
