import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runApp } from '../testing/run-app.ts'

const source = `
const { trace } = require('@opentelemetry/api')
console.log('{"outside":1}')
trace.getTracer('app').startActiveSpan('work', span => {
  const { traceId, spanId } = span.spanContext()
  process.stdout.write(traceId + ' ' + spanId + '\\n')
  console.log('text %d', 1)
  console.info('{"a":1}')
  console.log('{}')
  console.log('{ "trace_id": "mine" }')
  console.log('{not JSON}')
  console.log({ a: 1 })
  console.log()
  span.end()
})`

async function linesFor(setting: Record<string, string>) {
  const app = runApp({ file: 'app.cjs', source, env: { OTEL_TRACES_EXPORTER: 'none', ...setting } })
  assert.equal(await app.exited, 0, app.stderr())
  const [outside, ids = '', ...lines] = app.stdout().split('\n')
  assert.equal(outside, '{"outside":1}')
  const [traceId, spanId] = ids.split(' ')
  const members = `"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"01"`
  const text = `trace_id=${traceId} span_id=${spanId} trace_flags=01`
  return { lines, members, text, own: members.slice(members.indexOf(',')) }
}

describe('lines of console', { concurrency: true }, () => {
  const untouched = ['text 1', '{"a":1}', '{}', '{ "trace_id": "mine" }', '{not JSON}', '{ a: 1 }', '', '']

  test('are as the app wrote them unless something else is asked for', async () => {
    assert.deepEqual((await linesFor({})).lines, untouched)
    const off = { THROUGHLINE_CONSOLE_TRACE_IDS: 'all', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'console' }
    assert.deepEqual((await linesFor(off)).lines, untouched)
  })

  test('carry the active span where they are a JSON object, and go on being one', async () => {
    const { lines, members, own } = await linesFor({ THROUGHLINE_CONSOLE_TRACE_IDS: 'json' })
    const expected = ['text 1', `{"a":1,${members}}`, `{${members}}`, `{ "trace_id": "mine" ${own}}`]
    assert.deepEqual(lines, [...expected, ...untouched.slice(4)])
    for (const line of lines.slice(1, 4)) JSON.parse(line)
  })

  test('carry it all where that is asked for, as text at their end', async () => {
    const { lines, members, own, text } = await linesFor({ THROUGHLINE_CONSOLE_TRACE_IDS: 'all' })
    const json = [`{"a":1,${members}}`, `{${members}}`, `{ "trace_id": "mine" ${own}}`]
    assert.deepEqual(lines, [`text 1 ${text}`, ...json, `{not JSON} ${text}`, `{ a: 1 } ${text}`, '', ''])
  })
})
