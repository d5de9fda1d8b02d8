import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { runApp } from '../testing/run-app.ts'
import { AuditFile } from './audit-file.ts'

describe('the audit file', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-audit-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const filesOf = (name: string): readonly string[] => readdirSync(folder).filter(file => file.startsWith(name))
  const linesOf = (name: string): readonly string[] =>
    filesOf(name).flatMap(file => readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1))

  test('is renamed once it is full, and of those the newest are kept', () => {
    const file = new AuditFile(join(folder, 'full'), { maxBytes: 8, maxFiles: 3 })
    for (let i = 0; i < 10; i++) file.append(`line ${i}\n`)
    assert.equal(filesOf('full').length, 3)
    assert.deepEqual([...linesOf('full')].sort(), ['line 4', 'line 5', 'line 6', 'line 7', 'line 8', 'line 9'])
  })

  test('leaves other files of the folder alone', () => {
    writeFileSync(join(folder, 'mine.jsonl.notes'), '')
    const file = new AuditFile(join(folder, 'mine.jsonl'), { maxBytes: 1, maxFiles: 1 })
    for (let i = 0; i < 4; i++) file.append(`line ${i}\n`)
    assert.deepEqual(filesOf('mine.jsonl'), ['mine.jsonl', 'mine.jsonl.notes'])
  })

  test('is made anew where somebody has moved it away', () => {
    const path = join(folder, 'moved')
    const file = new AuditFile(path, { maxBytes: 1000, maxFiles: 2 })
    file.append('one\n')
    rmSync(path)
    file.append('two\n')
    assert.equal(readFileSync(path, 'utf8'), 'two\n')
  })

  test('loses and tears no line where several processes write and rename it at once', async () => {
    const path = join(folder, 'shared')
    const source = `
      import { AuditFile } from ${JSON.stringify(new URL('./audit-file.ts', import.meta.url).href)}
      const file = new AuditFile(${JSON.stringify(path)}, { maxBytes: 4096, maxFiles: 1000 })
      for (let i = 0; i < 2000; i++) file.append(process.pid + ' ' + i + ' ' + 'x'.repeat(i % 50) + '\\n')`
    const apps = Array.from({ length: 4 }, () => runApp({ file: 'app.mjs', source }))
    for (const app of apps) assert.equal(await app.exited, 0, app.stderr())
    const lines = linesOf('shared')
    assert.equal(lines.length, 8000)
    for (const line of lines) assert.match(line, /^\d+ \d+ x*$/)
    assert.equal(new Set(lines).size, 8000)
    assert.ok(filesOf('shared').length > 10)
  })
})

describe('an app with business keys', { concurrency: true }, () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-audit-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const run = (name: string, source: string, env: Record<string, string> = {}) => {
    const path = join(folder, name)
    const app = runApp({
      file: 'app.cjs',
      source: `const { trace } = require('@opentelemetry/api'); const tracer = trace.getTracer('app');${source}`,
      env: {
        OTEL_TRACES_EXPORTER: 'none',
        THROUGHLINE_AUDIT_KEYS: 'order.id, invoice.id',
        THROUGHLINE_AUDIT_FILE: path,
        ...env,
      },
    })
    const lines = (): unknown[] =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line))
    return { ...app, lines, path }
  }

  const source = `
    const span = tracer.startSpan('work', { attributes: { 'order.id': 'o-1', other: 'x' } })
    span.setAttribute('invoice.id', 7)
    console.log(span.spanContext().traceId)
    span.end()
    process.exit()`

  for (const sampler of ['always_on', 'always_off']) {
    test(`has them in its audit file, with their trace, by the sampler ${sampler}`, async () => {
      const app = run(sampler, source, { OTEL_TRACES_SAMPLER: sampler })
      assert.equal(await app.exited, 0)
      assert.equal(app.stderr(), '')
      const trace_id = app.stdout().trim()
      const times = app.lines().map(line => (line as { time: string }).time)
      for (const time of times) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.deepEqual(app.lines(), [
        { time: times[0], trace_id, key: 'order.id', value: 'o-1' },
        { time: times[1], trace_id, key: 'invoice.id', value: 7 },
      ])
    })
  }

  test('has them there also where it fails before the span ends', async () => {
    const failing = `tracer.startSpan('work', { attributes: { 'order.id': 'o-1' } }); throw new Error('no')`
    const app = run('fails', failing, {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    })
    assert.equal(await app.exited, 1)
    assert.equal(app.lines().length, 1)
  })

  test('works on where the file cannot be written, and one sentence says so', async () => {
    mkdirSync(join(folder, 'a folder'))
    const twice = `for (let i = 0; i < 2; i++) tracer.startSpan('work', { attributes: { 'order.id': i } }).end(); console.log('done')`
    const app = run('a folder', twice)
    assert.equal(await app.exited, 0)
    assert.equal(app.stdout(), 'done\n')
    const sentence = `throughline: cannot write the audit file "${app.path}" (EISDIR); its lines are lost until it can\n`
    assert.equal(app.stderr(), sentence)
  })

  test('works on where the disk is full', {
    skip: process.platform !== 'linux' && '/dev/full is of Linux',
  }, async () => {
    const once = `tracer.startSpan('work', { attributes: { 'order.id': 1 } }).end(); console.log('done')`
    const app = run('unused', once, { THROUGHLINE_AUDIT_FILE: '/dev/full' })
    assert.equal(await app.exited, 0)
    assert.equal(app.stdout(), 'done\n')
    assert.match(app.stderr(), /^throughline: cannot write the audit file "\/dev\/full" \(ENOSPC\)/)
  })
})
