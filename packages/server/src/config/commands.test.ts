import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { parse } from 'yaml'
import { startCommand } from '../testing/command.ts'
import { runConfigCommand } from './commands.ts'
import { parseSettings } from './load-config.ts'

const scratch = mkdtempSync(join(tmpdir(), 'throughline-test-'))
after(() => rmSync(scratch, { recursive: true }))

function fileOf(text: string): string {
  const file = join(scratch, 'throughline.yaml')
  writeFileSync(file, text)
  return file
}

const withDestination = `
ui: { listen: 127.0.0.1:1 }
forward:
  - name: grafana
    type: otlp_http
    endpoint: https://me:hunter2@example.com/otlp
    headers: { authorization: "\${env:TOKEN}", x-empty: '' }
`

describe('throughline config check', () => {
  it('says that a file is valid, and what it sets, without its secrets', async () => {
    const file = fileOf(withDestination)
    const { exitCode, stdout, stderr } = await startCommand(['config', 'check', file], { env: { TOKEN: 'abc' } })
      .outcome
    assert.deepEqual([exitCode, stderr], [0, ''])
    const lines = stdout.split('\n')
    assert.equal(lines[0], `${file} is valid. It sets:`)
    assert.ok(lines.includes('  ui.listen: 127.0.0.1:1 (default 127.0.0.1:4319)'), stdout)
    assert.ok(lines.includes('  forward[0].endpoint: https://****@example.com/otlp'), stdout)
    assert.ok(lines.includes('  forward[0].headers.authorization: ****'), stdout)
    assert.ok(lines.includes('  forward[0].headers.x-empty: ""'), stdout)
    assert.doesNotMatch(stdout, /abc|hunter2|store|timeout/)
  })

  it('says of a file without settings that it changes nothing', () => {
    const file = fileOf('# none\n')
    assert.deepEqual(runConfigCommand({ action: 'check', file }, { environment: {} }), {
      ok: true,
      value: `${file} is valid, and changes no default.\n`,
    })
  })

  it('names every place where a file is wrong, and exits with 1', async () => {
    const file = fileOf('ui: { lisen: 127.0.0.1:1 }\nstore: { enabled: maybe }')
    const { exitCode, stdout, stderr } = await startCommand(['config', 'check', file]).outcome
    assert.deepEqual([exitCode, stdout], [1, ''])
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      `${file}:1:7: lisen is no setting of ui; did you mean listen?`,
      `${file}:2:19: store.enabled is "maybe"; allowed is true or false; write false, for example`,
    ])
  })
})

describe('throughline config show', () => {
  it('prints settings that read back are the same, but for secrets', () => {
    const file = fileOf(withDestination)
    const shown = runConfigCommand({ action: 'show', file }, { environment: { TOKEN: 'abc' } })
    assert.ok(shown.ok)
    assert.doesNotMatch(shown.value, /abc|hunter2/)
    const again = parseSettings(shown.value, { environment: {} })
    assert.ok(again.ok)
    assert.deepEqual(parse(shown.value), again.value.config)
  })

  it('prints the defaults where there is no file', async () => {
    const { exitCode, stdout } = await startCommand(['config', 'show']).outcome
    assert.equal(exitCode, 0)
    const defaults = parseSettings('', { environment: {} })
    assert.deepEqual(parse(stdout), defaults.ok && defaults.value.config)
  })
})

describe('what throughline config prints', () => {
  it('arrives in full where it is more than a pipe holds', async () => {
    const headers = Array.from({ length: 4_000 }, (_, number) => `      ${'x'.repeat(200)}-${number}: value\n`)
    const file = fileOf(
      `forward:\n  - name: a\n    type: otlp_http\n    endpoint: https://a\n    headers:\n${headers.join('')}`,
    )
    const { stdout } = await startCommand(['config', 'show', file]).outcome
    assert.equal(stdout.match(/x-\d+: /g)?.length, 4_000)
    assert.ok(parse(stdout).ui)
  })
})

describe('throughline up', () => {
  it('with a file that is wrong says where, and does not start', async () => {
    const file = fileOf('ui: 1')
    const { exitCode, stderr } = await startCommand(['up', '--config', file]).outcome
    assert.equal(exitCode, 1)
    assert.equal(stderr, `${file}:1:5: ui is a number; allowed is names with values below it; write {}, for example\n`)
  })

  it('listens where the file says, unless an option says something else', async () => {
    const listen = 'listen: 127.0.0.1:0'
    const file = fileOf(`receivers: { http: { ${listen} }, grpc: { ${listen} } }\nui: { listen: "[::1]:0" }`)
    await using server = startCommand(['up', '--memory', '--config', file, '--http', 'localhost:0'])
    const ready = await server.line(/^throughline ready /)
    assert.match(ready, /ui=http:\/\/\[::1\]:\d+ otlp-http=http:\/\/\S+:\d+ otlp-grpc=127\.0\.0\.1:\d+$/)
    assert.doesNotMatch(ready, /431[789]/)
  })
})
