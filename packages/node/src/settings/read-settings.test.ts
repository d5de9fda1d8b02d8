import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { defaultScheduleDelayMs } from '../limits.ts'
import { alwaysOff, alwaysOn, type HeadSampler, parentBased, traceIdRatio } from '../sampling/head-sampler.ts'
import { defaultSpanLimits } from '../trace/span-limits.ts'
import type { Environment } from './environment.ts'
import { readSettings } from './read-settings.ts'
import type { StartOptions } from './settings.ts'

const read = (environment: Environment, options: StartOptions = {}) => readSettings(options, environment)
const settingsOf = (environment: Environment, options: StartOptions = {}) => {
  const { settings, complaints } = read(environment, options)
  assert.deepEqual(complaints, [])
  return settings
}

function variablesRead(): readonly string[] {
  const names = new Set<string>()
  const get = (_target: object, name: string) => {
    names.add(name)
    return name === 'OTEL_TRACES_SAMPLER' ? 'traceidratio' : undefined
  }
  read(new Proxy({}, { get }))
  return [...names]
}

describe('settings', () => {
  test('are the defaults of the contract where nothing is set, or set to nothing', () => {
    for (const environment of [{}, { OTEL_TRACES_SAMPLER: '', OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }]) {
      const settings = settingsOf(environment)
      assert.equal(settings.isDisabled, false)
      assert.equal(settings.isExporting, true)
      assert.equal(settings.serviceName, undefined)
      assert.deepEqual(settings.sampler, parentBased(alwaysOn))
      assert.deepEqual(settings.keep, { slowerThanMs: undefined, tracesPerSecond: 50 })
      assert.equal(settings.keepHeader, 'x-throughline-keep')
      const { excluded, samplingRules, sampledTracesPerSecond } = settings
      assert.deepEqual([excluded, samplingRules, sampledTracesPerSecond], [[], [], undefined])
      assert.deepEqual(settings.spanLimits, defaultSpanLimits)
      assert.deepEqual(settings.propagators, ['tracecontext', 'baggage'])
      assert.equal(settings.hasSystemSnapshot, false)
      const common = { protocol: 'http/protobuf', headers: {}, timeoutMs: 10_000, isGzip: false, tls: {} }
      assert.deepEqual(settings.exporter, {
        traces: { ...common, url: 'http://localhost:4318/v1/traces' },
        metrics: {
          otlp: {
            endpoint: { ...common, url: 'http://localhost:4318/v1/metrics' },
            temporality: 'cumulative',
            histogram: undefined,
          },
          prometheus: undefined,
          isConsole: false,
          intervalMs: 60_000,
          exemplars: 'trace_based',
        },
        scheduleDelayMs: defaultScheduleDelayMs,
        logs: undefined,
      })
      const { attributeCount, attributeValueLength } = defaultSpanLimits
      const limits = { attributeCount, attributeValueLength }
      assert.deepEqual(settings.logs, { isToConsole: false, limits, consoleTraceIds: 'none' })
      assert.equal(settings.audit, undefined)
    }
  })

  test('take the traces endpoint as it is, and the general one as a base', () => {
    const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/base/' }
    assert.equal(settingsOf(base).exporter.traces.url, 'https://otlp.example/base/v1/traces')
    const own = { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/spans' }
    assert.equal(settingsOf(own).exporter.traces.url, 'http://127.0.0.1:9/spans')
  })

  test('prefer the traces variable, and options over both', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_HEADERS: 'a=general',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=own,b=two%20words',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_SERVICE_NAME: 'from the environment',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=lost,team=shop',
    }
    assert.deepEqual(settingsOf(environment).exporter.traces.headers, { a: 'own', b: 'two words' })
    assert.equal(settingsOf(environment).exporter.traces.isGzip, true)
    assert.equal(settingsOf(environment).serviceName, 'from the environment')
    const options = {
      endpoint: 'http://option:1',
      headers: { b: 'option' },
      serviceName: 'option',
      resourceAttributes: { team: 'other' },
    }
    const settings = settingsOf(environment, options)
    assert.equal(settings.exporter.traces.url, 'http://option:1/v1/traces')
    assert.deepEqual(settings.exporter.traces.headers, { a: 'own', b: 'option' })
    assert.equal(settings.serviceName, 'option')
    assert.equal(settings.resourceAttributes.team, 'other')
  })

  const wrong: readonly (readonly [string, string, string])[] = [
    ['OTEL_SDK_DISABLED', 'maybe', 'OTEL_SDK_DISABLED: "maybe" is not one of true, false; using false'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'localhost:4318',
      'OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" is not an http:// or https:// URL; using http://localhost:4318',
    ],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', 'OTEL_EXPORTER_OTLP_TIMEOUT: "0" is not a number, 1 to 600000; using 10000'],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '-1', 'OTEL_SPAN_EVENT_COUNT_LIMIT: "-1" is not a number, at least 0; using 128'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=1,b', 'OTEL_RESOURCE_ATTRIBUTES: "b" is not key=value; using the other members'],
    [
      'OTEL_EXPORTER_OTLP_HEADERS',
      'secret',
      'OTEL_EXPORTER_OTLP_HEADERS: a member is not key=value; using the other members',
    ],
  ]
  for (const [name, value, sentence] of wrong) {
    test(`name a wrong ${name} in one sentence`, () => assert.deepEqual(read({ [name]: value }).complaints, [sentence]))
  }

  test('complain of a wrong traces endpoint and use the general one', () => {
    const { settings, complaints } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://general:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere',
    })
    const used = 'http://general:4318/v1/traces'
    assert.equal(settings.exporter.traces.url, used)
    const sentence = `"nowhere" is not an http:// or https:// URL; using ${used}`
    assert.deepEqual(complaints, [`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ${sentence}`])
  })

  test('complain of a wrong endpoint among the options, which would stop the export without a word', () => {
    const { settings, complaints } = read({}, { endpoint: 'localhost:4318' })
    assert.equal(settings.exporter.traces.url, 'http://localhost:4318/v1/traces')
    const sentence = '"localhost:4318" is not an http:// or https:// URL; using http://localhost:4318'
    assert.deepEqual(complaints, [`endpoint: ${sentence}`])
  })

  test('leave out headers that HTTP cannot carry, and do not repeat them', () => {
    const environment = { OTEL_EXPORTER_OTLP_HEADERS: 'a=1%0d%0ab,two words=2,c=%E4%BD%A0,d=caf%C3%A9' }
    const { settings, complaints } = read(environment, { headers: { e: '5\n', f: '6' } })
    assert.deepEqual(settings.exporter.traces.headers, { d: 'café', f: '6' })
    assert.deepEqual(complaints, [
      'OTEL_EXPORTER_OTLP_HEADERS: a member is not a header that can be set; using the other members',
      'headers: a member is not a header that can be set; using the other members',
    ])
  })

  test('leave out headers that are no text, or say how long a body is: either would stop the export for good', () => {
    const headers: Record<string, string> = { a: '1', 'Content-Length': '3', 'transfer-encoding': 'gzip' }
    // What code without types does, where a variable is not set.
    Object.assign(headers, { authorization: undefined })
    const { settings, complaints } = read({}, { headers })
    assert.deepEqual(settings.exporter.traces.headers, { a: '1' })
    assert.equal(complaints.length, 1)
  })

  test('keep the password of a wrong URL out of the log', () => {
    for (const value of ['ftp://user:secret@host/path', 'user:secret@host:4318']) {
      const [complaint = ''] = read({ OTEL_EXPORTER_OTLP_ENDPOINT: value }).complaints
      assert.match(complaint, /"(ftp:\/\/)?REDACTED@host/)
    }
  })

  test('say at most one line for each part of any value of any variable, and name the variable', () => {
    const anyText = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', '1', '.', '-', '=', ',', '%', '\n') }))
    fc.assert(
      fc.property(fc.constantFrom(...variablesRead()), anyText, (name, value) => {
        for (const complaint of read({ [name]: value }).complaints) {
          assert.match(complaint, new RegExp(`^${name}: .+ is not .+; (using .+|not starting)$`))
        }
      }),
    )
  })

  const samplers: readonly (readonly [Environment, HeadSampler])[] = [
    [{ OTEL_TRACES_SAMPLER: 'always_on' }, alwaysOn],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, alwaysOff],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, alwaysOff],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }, traceIdRatio(0.1)],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, parentBased(alwaysOn)],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, parentBased(alwaysOff)],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, parentBased(traceIdRatio(1))],
  ]
  for (const [environment, expected] of samplers) {
    test(`sample as ${Object.values(environment).join(' ')} says`, () => {
      assert.deepEqual(settingsOf(environment).sampler, expected)
    })
  }

  const propagators: readonly (readonly [text: string, names: readonly string[], complaints: readonly string[]])[] = [
    ['', ['tracecontext', 'baggage'], []],
    ['b3', ['b3'], []],
    [' B3multi , baggage,b3multi', ['b3multi', 'baggage'], []],
    ['none', [], []],
    ['none,b3', ['b3'], []],
    ['jaeger,b3,xray', ['b3'], ['"jaeger" is not {}; using b3', '"xray" is not {}; using b3']],
    ['ottrace', ['tracecontext', 'baggage'], ['"ottrace" is not {}; using tracecontext, baggage']],
  ]
  for (const [text, names, complaints] of propagators) {
    test(`carry the context as OTEL_PROPAGATORS "${text}" says, in its order`, () => {
      const { settings, complaints: told } = read({ OTEL_PROPAGATORS: text })
      assert.deepEqual(settings.propagators, names)
      const allowed = 'one of tracecontext, baggage, b3, b3multi, none'
      assert.deepEqual(
        told,
        complaints.map(each => `OTEL_PROPAGATORS: ${each.replace('{}', allowed)}`),
      )
    })
  }

  test('say from when on a request is slow, in milliseconds or by its route', () => {
    for (const [text, expected] of [
      ['250', 250],
      ['250ms', 250],
      ['1.5 s', 1500],
      ['none', Number.POSITIVE_INFINITY],
      ['P99', undefined],
    ] as const) {
      assert.equal(settingsOf({ THROUGHLINE_KEEP_SLOWER_THAN: text }).keep.slowerThanMs, expected)
    }
    const { settings, complaints } = read({ THROUGHLINE_KEEP_SLOWER_THAN: 'a while', THROUGHLINE_KEEP_HEADER: 'a b' })
    assert.deepEqual([settings.keep.slowerThanMs, settings.keepHeader], [undefined, 'x-throughline-keep'])
    assert.deepEqual(complaints, [
      'THROUGHLINE_KEEP_SLOWER_THAN: "a while" is not p99, none, or milliseconds such as 250; using p99',
      'THROUGHLINE_KEEP_HEADER: "a b" is not the name of a header, or none; using x-throughline-keep',
    ])
  })

  test('accept the first and last value of a range, and no other', () => {
    for (const [value, used] of [
      ['1', 1],
      ['600000', 600_000],
      ['600001', 10_000],
    ] as const) {
      assert.equal(read({ OTEL_EXPORTER_OTLP_TIMEOUT: value }).settings.exporter.traces.timeoutMs, used)
    }
  })
})
