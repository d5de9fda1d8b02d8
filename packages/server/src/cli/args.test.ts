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

  it('leaves to settings what no option says', () => {
    assert.deepEqual(parseCommand(['up']), {
      ok: true,
      value: { kind: 'up', flags: { config: undefined, overrides: [], memory: false, demo: false, open: false } },
    })
  })

  it('takes every option, in either spelling, and lays those over the file that are settings', () => {
    const words = 'up --config=/c --data=/d --no-store --http 0.0.0.0:1 --grpc [::1]:2 --ui=localhost:0 --demo --open'
    assert.deepEqual(parseCommand(words.split(' ')), {
      ok: true,
      value: {
        kind: 'up',
        flags: {
          config: '/c',
          overrides: [
            { path: ['receivers', 'http', 'listen'], value: '0.0.0.0:1' },
            { path: ['receivers', 'grpc', 'listen'], value: '[::1]:2' },
            { path: ['ui', 'listen'], value: 'localhost:0' },
            { path: ['store', 'folder'], value: '/d' },
            { path: ['store', 'enabled'], value: false },
          ],
          memory: false,
          demo: true,
          open: true,
        },
      },
    })
  })

  it('reads what to do with a file of settings', () => {
    const read = (...argv: string[]) => parseCommand(['config', ...argv])
    const config = (command: object) => ({ ok: true, value: { kind: 'config', command } })
    assert.deepEqual(read('check', 'a.yaml'), config({ action: 'check', file: 'a.yaml' }))
    assert.deepEqual(read('show', 'a.yaml'), config({ action: 'show', file: 'a.yaml' }))
    assert.deepEqual(read('show'), config({ action: 'show', file: undefined }))
    assert.deepEqual(read('schema'), config({ action: 'schema' }))
    for (const words of [[], ['--help'], ['check', '-h']]) {
      assert.deepEqual(read(...words), { ok: true, value: { kind: 'help', topic: 'config' } })
    }
    assert.equal(errorOf('config', 'check'), '"throughline config check" wants a file, for example throughline.yaml.')
    assert.equal(errorOf('config', 'chek', 'a'), 'Unknown word "chek"; did you mean "check"?')
    assert.equal(errorOf('config', 'check', 'a', 'b'), '"throughline config" takes one file, and "b" is one too many.')
    assert.equal(
      errorOf('config', 'schema', 'a'),
      '"throughline config schema" takes no file, and "a" is one too many.',
    )
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
