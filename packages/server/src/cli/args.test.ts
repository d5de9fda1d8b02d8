import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseCommand } from './args.ts'

const errorOf = (...argv: string[]) => {
  const command = parseCommand(argv)
  return command.ok ? undefined : command.error
}

describe('parseCommand', () => {
  it('shows help when asked and when nothing is said', () => {
    for (const argv of [[], ['--help'], ['-h'], ['help']]) {
      assert.deepEqual(parseCommand(argv), { ok: true, value: { kind: 'help', topic: 'general' } })
    }
    assert.deepEqual(parseCommand(['up', '--help']), { ok: true, value: { kind: 'help', topic: 'up' } })
  })

  it('takes a folder to bootstrap, or this one', () => {
    const read = (...argv: string[]) => parseCommand(['bootstrap', ...argv])
    assert.deepEqual(read(), { ok: true, value: { kind: 'bootstrap', folder: '.', isJson: false } })
    assert.deepEqual(read('app', '--json'), { ok: true, value: { kind: 'bootstrap', folder: 'app', isJson: true } })
    assert.deepEqual(read('-h'), { ok: true, value: { kind: 'help', topic: 'bootstrap' } })
    assert.equal(errorOf('bootstrap', 'a', 'b'), '"throughline bootstrap" takes one folder, and "b" is one too many.')
    assert.equal(errorOf('bootstrap', '--jsn'), 'Unknown option "--jsn"; did you mean "--json"?')
  })

  it('takes the documented defaults', () => {
    assert.deepEqual(parseCommand(['up']), {
      ok: true,
      value: {
        kind: 'up',
        options: {
          data: { kind: 'folder', folder: '.throughline' },
          http: { host: '127.0.0.1', port: 4318 },
          grpc: { host: '127.0.0.1', port: 4317 },
          ui: { host: '127.0.0.1', port: 4319 },
          demo: false,
          open: false,
        },
      },
    })
  })

  it('takes every option, in either spelling', () => {
    const argv = ['up', '--data=/d', '--http', '0.0.0.0:1', '--grpc', '[::1]:2', '--ui=localhost:0', '--demo', '--open']
    assert.deepEqual(parseCommand(argv), {
      ok: true,
      value: {
        kind: 'up',
        options: {
          data: { kind: 'folder', folder: '/d' },
          http: { host: '0.0.0.0', port: 1 },
          grpc: { host: '::1', port: 2 },
          ui: { host: 'localhost', port: 0 },
          demo: true,
          open: true,
        },
      },
    })
  })

  it('suggests the word that was meant', () => {
    assert.equal(errorOf('ups'), 'Unknown command "ups"; did you mean "up"?')
    assert.equal(errorOf('--verson'), 'Unknown option "--verson"; did you mean "--version"?')
    assert.equal(errorOf('up', '--memroy'), 'Unknown option "--memroy"; did you mean "--memory"?')
    assert.equal(errorOf('up', '--htpp=x'), 'Unknown option "--htpp"; did you mean "--http"?')
  })

  it('points to the help when nothing is near', () => {
    assert.equal(errorOf('serve'), 'Unknown command "serve"; see "throughline --help".')
    assert.equal(errorOf('up', '--verbose'), 'Unknown option "--verbose"; see "throughline up --help".')
  })

  it('says what a value should be', () => {
    assert.equal(errorOf('up', '--http'), '--http wants a value; see "throughline up --help".')
    assert.equal(errorOf('up', '--data', '--demo'), '--data wants a value; see "throughline up --help".')
    assert.equal(errorOf('up', '--demo=yes'), '--demo takes no value.')
    assert.equal(errorOf('up', 'now'), '"throughline up" takes options only, and "now" is not one.')
    assert.equal(errorOf('up', '--ui', '4319'), '--ui wants HOST:PORT, for example 127.0.0.1:4318, not "4319".')
  })

  it('refuses a folder that nothing would be kept in', () => {
    assert.match(errorOf('up', '--memory', '--data', 'x') ?? '', /choose one of the two/)
  })

  it('has an answer to any words at all', () => {
    const flags = [
      'up',
      '--',
      '-',
      '--http',
      '--http=',
      '--data',
      '--demo',
      '--demo=1',
      '--memory',
      '--no-demo',
      '-h',
      '-x',
    ]
    const word = fc.oneof(fc.constantFrom(...flags), fc.string())
    fc.assert(
      fc.property(fc.array(word), argv => {
        const command = parseCommand(argv)
        assert.ok(command.ok || command.error.length > 0)
        assert.equal(typeof parseCommand(['up', ...argv]).ok, 'boolean')
      }),
    )
  })
})
