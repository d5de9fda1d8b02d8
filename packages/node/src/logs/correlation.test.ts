import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sourceFlags } from '../source-flags.ts'
import { importFlags, requireFlags, runApp } from '../testing/run-app.ts'

const withSpan = `
const { context, trace } = require('@opentelemetry/api')
const tracer = trace.getTracer('app')
const within = fn => tracer.startActiveSpan('work', span => {
  const { traceId, spanId } = span.spanContext()
  console.log('SPAN ' + traceId + ' ' + spanId)
  fn()
  span.end()
})`

/** What each logger's app does, in its own words: `log(fields, message)`, a child, and an error. */
const loggers = {
  pino: `
    const logger = require('pino')({}, require('pino').destination({ dest: 1, sync: true }))
    const log = (fields, message) => logger.info(fields, message)
    const child = fields => { const made = logger.child(fields); return message => made.info(message) }`,
  winston: `
    const { createLogger, format, transports } = require('winston')
    const logger = createLogger({ format: format.json(), transports: [new transports.Console()] })
    const log = (fields, message) => logger.info({ ...fields, message })
    const child = fields => message => logger.info(message, fields)`,
  bunyan: `
    const logger = require('bunyan').createLogger({ name: 'app' })
    const log = (fields, message) => logger.info(fields, message)
    const child = fields => { const made = logger.child(fields); return message => made.info(message) }`,
}

const source = (load: string): string => `
${withSpan}
${load}
log({ n: 1 }, 'outside')
within(() => {
  log({ n: 2 }, 'inside')
  log({ n: 3, trace_id: 'mine' }, 'own')
  log({ n: 4, deeper: { trace_id: 'other' } }, 'deeper')
  child({ n: 5, trace_id: 'bound' })('bound')
  setTimeout(() => log({ n: 6 }, 'later'), 1)
})`

const env = { OTEL_TRACES_EXPORTER: 'none' }

interface Line {
  readonly n: number
  readonly trace_id?: string
  readonly span_id?: string
  readonly trace_flags?: string
}

async function linesOf(load: string, options: { library?: string; flags?: readonly string[]; env?: object } = {}) {
  const { library, flags = importFlags } = options
  const app = runApp({
    file: 'app.cjs',
    source: source(load),
    flags,
    env: { ...env, ...options.env },
    ...(library === undefined ? {} : { library }),
  })
  assert.equal(await app.exited, 0, app.stderr())
  assert.equal(app.stderr(), '')
  const all = app.stdout().trimEnd().split('\n')
  const [, traceId = '', spanId = ''] = all.find(line => line.startsWith('SPAN'))?.split(' ') ?? []
  const lines: Line[] = all.filter(line => line.startsWith('{')).map(line => JSON.parse(line))
  const ids = Array.from({ length: 6 }, (_, i) => {
    const { trace_id, span_id, trace_flags } = lines.find(({ n }) => n === i + 1) ?? {}
    return [trace_id, span_id, trace_flags]
  })
  return { traceId, spanId, ids, texts: all.filter(line => line.startsWith('{')) }
}

describe('a line carries the ids of the active span, and what the app has set itself wins', {
  concurrency: true,
}, () => {
  const cases = [
    ['pino 10', loggers.pino, undefined],
    ['pino 8', loggers.pino, 'pino-8'],
    ['winston 3', loggers.winston, undefined],
    ['winston 3.0', loggers.winston, 'winston-3'],
    ['bunyan 2', loggers.bunyan, undefined],
    ['bunyan 1', loggers.bunyan, 'bunyan-1'],
  ] as const
  for (const [name, load, library] of cases) {
    test(`of ${name}`, async () => {
      const { traceId, spanId, ids, texts } = await linesOf(load, library === undefined ? {} : { library })
      assert.deepEqual(ids, [
        [undefined, undefined, undefined],
        [traceId, spanId, '01'],
        ['mine', spanId, '01'],
        [traceId, spanId, '01'],
        ['bound', spanId, '01'],
        [traceId, spanId, '01'],
      ])
      for (const text of texts) assert.ok((text.match(/"trace_id"/g)?.length ?? 0) <= (text.includes('deeper') ? 2 : 1))
    })
  }

  test('also of a module that imports its logger', async () => {
    const source = `
      import { trace } from '@opentelemetry/api'
      import pino from 'pino'
      const logger = pino({}, { write: line => process.stdout.write(line) })
      trace.getTracer('app').startActiveSpan('work', span => {
        logger.info({ trace: span.spanContext().traceId }, 'inside')
        span.end()
      })`
    const app = runApp({ file: 'app.mjs', source, env })
    assert.equal(await app.exited, 0, app.stderr())
    const line = JSON.parse(app.stdout())
    assert.match(line.trace, /^[\da-f]{32}$/)
    assert.equal(line.trace_id, line.trace)
  })

  test('also of a logger that was made before the start, and no more after shutdown()', async () => {
    const source = `
      const { trace } = require('@opentelemetry/api')
      const { start, shutdown } = require('@throughline/node')
      const logger = require('pino')({ base: null, timestamp: false }, { write: line => process.stdout.write(line) })
      start()
      trace.getTracer('app').startActiveSpan('work', async span => {
        logger.info('inside')
        await shutdown()
        logger.info('after')
      })`
    const app = runApp({ file: 'app.cjs', source, env, flags: sourceFlags })
    assert.equal(await app.exited, 0, app.stderr())
    const [inside = '', after] = app.stdout().split('\n')
    assert.ok(JSON.parse(inside).trace_id)
    assert.equal(after, '{"level":30,"msg":"after"}')
  })

  test('anew where winston is given the same object again', async () => {
    const source = `
      const { trace } = require('@opentelemetry/api')
      const { createLogger, format, transports } = require('winston')
      const logger = createLogger({ format: format.json(), transports: [new transports.Console()] })
      const info = { level: 'info', message: 'again' }
      for (const name of ['one', 'two']) trace.getTracer('app').startActiveSpan(name, span => {
        logger.log(info)
        span.end()
      })
      logger.log(info)`
    const app = runApp({ file: 'app.cjs', source, env })
    assert.equal(await app.exited, 0, app.stderr())
    const ids = app
      .stdout()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).trace_id)
    assert.equal(new Set(ids).size, 3)
    assert.equal(ids[2], undefined)
  })

  test('also where it is loaded by --require', async () => {
    const { traceId, ids } = await linesOf(loggers.pino, { flags: requireFlags })
    assert.equal(ids[1]?.[0], traceId)
  })

  for (const [name, load] of Object.entries(loggers)) {
    test(`and is as without us where ${name} is off`, async () => {
      const { ids } = await linesOf(load, { env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: name } })
      assert.deepEqual(ids[1], [undefined, undefined, undefined])
    })
  }
})
