import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsOf } from '../testing/config-file.ts'
import { readSettings } from './read-settings.ts'

const read = (list: string, name = '') => {
  const environment = { THROUGHLINE_RESPONSE_HEADERS: list, THROUGHLINE_TRACE_ID_HEADER: name }
  const { settings, complaints } = readSettings({}, environment)
  return { names: settings.responseHeaders.map(header => header.name), complaints }
}

test('answers tell their trace by the W3C header, and by one of the trace id where that is named', () => {
  assert.deepEqual(read('').names, ['traceresponse'])
  assert.deepEqual(read('', 'X-Trace-Id').names, ['traceresponse', 'x-trace-id'])
  assert.deepEqual(read('server-timing, otel-trace-id').names, ['otel-trace-id', 'server-timing'])
  assert.deepEqual(read('none', 'X-Trace-Id').names, [])
})

test('what is no such header is told', () => {
  const { names, complaints } = read('tracresponse', 'content-length')
  assert.deepEqual(names, ['traceresponse'])
  assert.deepEqual(complaints, [
    'THROUGHLINE_TRACE_ID_HEADER: "content-length" is not the name of a header that can be set; using otel-trace-id',
    'THROUGHLINE_RESPONSE_HEADERS: "tracresponse" is not one of traceresponse, otel-trace-id, server-timing, none; using traceresponse',
  ])
})

test('both may stand in a file', () => {
  const file = 'distribution: {throughline: {response_headers: otel-trace-id, trace_id_header: x-trace}}'
  assert.deepEqual(settingsOf(file).responseHeaders, [{ kind: 'otel-trace-id', name: 'x-trace' }])
})
