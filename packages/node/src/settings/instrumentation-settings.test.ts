import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { instrumentationNames } from '../instrumentation/names.ts'
import { repository } from '../testing/run-app.ts'
import { readSettings } from './read-settings.ts'

const ENABLED = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS'
const DISABLED = 'OTEL_NODE_DISABLED_INSTRUMENTATIONS'
const allowed = `one of ${instrumentationNames.join(', ')}, or another that OpenTelemetry has`

function read(enabled: string, disabled = '') {
  const { settings, complaints } = readSettings({}, { [ENABLED]: enabled, [DISABLED]: disabled })
  return { on: [...settings.instrumentations], complaints }
}

describe('the instrumentations that are on', () => {
  for (const [enabled, disabled, on] of [
    ['', '', instrumentationNames],
    ['', 'pg, undici', instrumentationNames.filter(name => name !== 'pg' && name !== 'undici')],
    ['HTTP,pg,', '', ['http', 'pg']],
    ['http,pg', 'pg,fastify', ['http']],
    ['dns,tedious', '', []],
  ] as const) {
    test(`are ${on.length} where "${enabled}" is enabled and "${disabled}" is not`, () => {
      assert.deepEqual(read(enabled, disabled), { on, complaints: [] })
    })
  }

  test('may be named among all others that OpenTelemetry has', () => {
    const manifest = join(repository, 'node_modules/@opentelemetry/auto-instrumentations-node/package.json')
    const names = Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).dependencies).flatMap(
      name => /^@opentelemetry\/instrumentation-(.+)/.exec(name)?.[1] ?? [],
    )
    assert.ok(names.includes('socket.io') && names.includes('http'))
    const on = instrumentationNames.filter(name => !names.includes(name))
    assert.deepEqual(read('', names.join()), { on, complaints: [] })
  })

  test('are told of in one sentence where a name means nothing to anybody', () => {
    for (const [variable, other] of [
      [ENABLED, DISABLED],
      [DISABLED, ENABLED],
    ] as const) {
      const { settings, complaints } = readSettings({}, { [variable]: 'http,nonsense', [other]: 'dns' })
      assert.deepEqual(complaints, [`${variable}: "nonsense" is not ${allowed}; using the other members`])
      assert.deepEqual([...settings.instrumentations], variable === ENABLED ? ['http'] : [])
    }
  })
})
