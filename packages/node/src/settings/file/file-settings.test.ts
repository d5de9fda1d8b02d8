import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { instrumentationNames } from '../../instrumentation/names.ts'
import { alwaysOff, alwaysOn, parentBased, traceIdRatio } from '../../sampling/head-sampler.ts'
import { complaintsOf, readFile, settingsOf, withExporter, withSampler } from '../../testing/config-file.ts'
import { repository } from '../../testing/run-app.ts'
import { defaultSpanLimits } from '../../trace/span-limits.ts'
import { readSettings } from '../read-settings.ts'
import type { StartOptions } from '../settings.ts'

const example = join(repository, 'docs/examples/otel.yaml')

describe('a file of settings', () => {
  test('says all that the example of the documentation says', () => {
    for (const name of ['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE']) {
      const environment = { [name]: example, RECEIVER_TOKEN: 'Bearer 1', OTEL_RESOURCE_ATTRIBUTES: 'team=shop' }
      const { settings, complaints } = readSettings({}, environment)
      assert.deepEqual(complaints, [])
      const common = {
        protocol: 'http/protobuf',
        headers: { authorization: 'Bearer 1' },
        timeoutMs: 5000,
        isGzip: true,
        tls: {},
      }
      assert.deepEqual(settings, {
        isDisabled: false,
        isSilent: false,
        isExporting: true,
        serviceName: 'orders',
        resourceAttributes: { team: 'shop', 'service.name': 'orders', 'shop.shards': 4 },
        resourceDetectors: new Set(['host', 'os', 'process', 'service', 'serviceinstance', 'container', 'vcs']),
        instrumentations: new Set(instrumentationNames),
        excluded: [],
        sampler: parentBased(traceIdRatio(0.25)),
        samplingRules: [],
        sampledTracesPerSecond: undefined,
        keep: { slowerThanMs: 250, tracesPerSecond: 10 },
        keepHeader: 'x-debug',
        responseHeaders: [{ kind: 'traceresponse', name: 'traceresponse' }],
        spanLimits: { ...defaultSpanLimits, attributeValueLength: 4096, eventCount: 32 },
        hasSystemSnapshot: false,
        propagators: ['tracecontext', 'baggage'],
        baggageAttributes: [],
        standard: {
          spanProcessors: [],
          traceExporter: undefined,
          sampler: undefined,
          idGenerator: undefined,
          textMapPropagator: undefined,
        },
        logs: {
          isToConsole: false,
          limits: { attributeCount: 128, attributeValueLength: 512 },
          consoleTraceIds: 'json',
        },
        audit: { keys: ['order.id', 'invoice.id'], file: '/var/log/orders/audit.jsonl' },
        exporter: {
          traces: { ...common, url: 'http://localhost:4318/v1/traces' },
          metrics: {
            otlp: {
              endpoint: { ...common, url: 'http://localhost:4318/v1/metrics' },
              temporality: 'cumulative',
              histogram: undefined,
            },
            prometheus: undefined,
            isConsole: false,
            intervalMs: 15_000,
            exemplars: 'trace_based',
          },
          scheduleDelayMs: 1000,
          logs: {
            endpoint: { ...common, url: 'http://localhost:4318/v1/logs' },
            scheduleDelayMs: 2000,
          },
        },
      })
    }
  })

  test('sends nothing, carries no context and detects nothing where it says nothing of them, as the format has it', () => {
    const settings = settingsOf('')
    assert.equal(settings.isDisabled, false)
    assert.equal(settings.isExporting, false)
    assert.equal(settings.exporter.metrics.otlp, undefined)
    assert.deepEqual(settings.propagators, [])
    assert.equal(settings.serviceName, undefined)
    assert.equal(settings.resourceDetectors.size, 0)
    assert.deepEqual(settings.sampler, parentBased(alwaysOn))
  })

  test('says how metrics are summed up', () => {
    const { metrics } = settingsOf(`
meter_provider:
  exemplar_filter: always_off
  readers:
    - periodic:
        timeout: 700
        exporter:
          otlp_grpc:
            temporality_preference: low_memory
            default_histogram_aggregation: explicit_bucket_histogram
`).exporter
    assert.deepEqual(
      [metrics.exemplars, metrics.otlp?.endpoint.timeoutMs, metrics.otlp?.temporality, metrics.otlp?.histogram],
      ['always_off', 700, 'lowmemory', 'explicit_bucket_histogram'],
    )
  })

  test('counts instead of the variables of OpenTelemetry', () => {
    const environment = {
      OTEL_SDK_DISABLED: 'true',
      OTEL_LOG_LEVEL: 'none',
      OTEL_SERVICE_NAME: 'of the environment',
      OTEL_TRACES_SAMPLER: 'nonsense',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere:1',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
      OTEL_BSP_SCHEDULE_DELAY: '7',
    }
    const text = withExporter('{otlp_http: }')
    assert.deepEqual(settingsOf(text, environment), settingsOf(text))
  })

  test('leaves our own variables to count where it does not say the same', () => {
    const environment = { THROUGHLINE_KEEP_HEADER: 'x-variable', THROUGHLINE_KEEP_TRACES_PER_SECOND: '7' }
    const settings = settingsOf('distribution: {throughline: {keep_header: x-file}}', environment)
    assert.equal(settings.keepHeader, 'x-file')
    assert.equal(settings.keep.tracesPerSecond, 7)
  })

  test('knows a property for each of our own variables', () => {
    const documented = readFileSync(join(repository, 'docs/settings.md'), 'utf8').matchAll(/^\| `THROUGHLINE_(\w+)`/gm)
    const lines = Array.from(documented, ([, name = '']) => `    ${name.toLowerCase()}: none\n`)
    assert.ok(lines.length >= 3)
    const complaints = complaintsOf(`distribution:\n  throughline:\n${lines.join('')}`)
    assert.deepEqual(
      complaints.filter(complaint => complaint.includes('of the format')),
      [],
    )
  })

  test('gives way to the options of start()', () => {
    const options: StartOptions = {
      serviceName: 'option',
      resourceAttributes: { team: 'option' },
      endpoint: 'http://option:1',
      headers: { B: 'option' },
      textMapPropagator: null,
    }
    const text = `
resource: {attributes_list: "team=file,other=file"}
propagator: {composite_list: "tracecontext,baggage"}
${withExporter('{otlp_http: {endpoint: "http://file:1/v1/traces", headers: [{name: a, value: file}, {name: b, value: file}]}}')}`
    const settings = settingsOf(text, {}, options)
    assert.equal(settings.serviceName, 'option')
    assert.deepEqual(settings.resourceAttributes, { team: 'option', other: 'file' })
    assert.equal(settings.exporter.traces.url, 'http://option:1/v1/traces')
    assert.deepEqual(settings.exporter.traces.headers, { a: 'file', b: 'option' })
    assert.equal(settings.standard.textMapPropagator, null)
  })

  test('may be JSON, in which numbers that come from variables are texts', () => {
    const batch = { schedule_delay: `\${DELAY}`, exporter: { otlp_grpc: { endpoint: 'http://receiver:4317' } } }
    const file = { file_format: '1.0', tracer_provider: { processors: [{ batch }] } }
    const { settings, complaints } = readFile(JSON.stringify(file), { DELAY: '20' })
    assert.deepEqual(complaints, [])
    assert.equal(settings.exporter.scheduleDelayMs, 20)
    assert.equal(settings.exporter.traces.protocol, 'grpc')
    assert.equal(settings.exporter.traces.url, 'http://receiver:4317')
  })

  test('disables the SDK, and silences it with a log level above that of errors', () => {
    assert.equal(settingsOf('disabled: true').isDisabled, true)
    assert.equal(settingsOf('log_level: error4').isSilent, false)
    assert.equal(settingsOf('log_level: fatal').isSilent, true)
  })

  test('gives attributes of the resource their types', () => {
    const attributes = `
resource:
  attributes_list: a=list,b=list
  attributes:
    - {name: a, value: text}
    - {name: int, value: 1, type: int}
    - {name: double, value: 1.5, type: double}
    - {name: bool, value: false, type: bool}
    - {name: texts, value: [a, b], type: string_array}
    - {name: ints, value: [1, 2], type: int_array}
    - {name: nothing, value: }`
    assert.deepEqual(settingsOf(attributes).resourceAttributes, {
      a: 'text',
      b: 'list',
      int: 1,
      double: 1.5,
      bool: false,
      texts: ['a', 'b'],
      ints: [1, 2],
    })
  })

  for (const [sampler, expected] of [
    ['{always_on: }', alwaysOn],
    ['{always_off: {}}', alwaysOff],
    ['{trace_id_ratio_based: {ratio: 0.5}}', traceIdRatio(0.5)],
    ['{trace_id_ratio_based: }', traceIdRatio(1)],
    ['{parent_based: }', parentBased(alwaysOn)],
    ['{parent_based: {root: {always_off: }, remote_parent_sampled: {always_on: }}}', parentBased(alwaysOff)],
  ] as const) {
    test(`may have the sampler ${sampler}`, () => assert.deepEqual(settingsOf(withSampler(sampler)).sampler, expected))
  }

  for (const [propagator, expected] of [
    ['{composite: [{tracecontext: }, {baggage: }]}', ['tracecontext', 'baggage']],
    ['{composite: [{tracecontext: }], composite_list: "tracecontext, b3multi, b3"}', ['tracecontext', 'b3multi', 'b3']],
    ['{composite_list: none}', []],
  ] as const) {
    test(`may have the propagator ${propagator}`, () => {
      assert.deepEqual(settingsOf(`propagator: ${propagator}`).propagators, expected)
    })
  }

  test('has our own settings, which follow its sampler, and is asked with the variables of instrumentations', () => {
    const ours =
      'distribution: {throughline: {sampling_rules: "/a=1", sampled_traces_per_second: 5, excluded_urls: /b}}'
    const settings = settingsOf(ours, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' })
    assert.equal(settings.sampledTracesPerSecond, 5)
    assert.deepEqual(settings.sampler, parentBased(traceIdRatio(1)))
    assert.deepEqual(
      settings.samplingRules.map(({ sampler }) => sampler.isParentBased),
      [true],
    )
    assert.equal(settings.excluded.length, 1)
    assert.equal(settings.instrumentations.has('pg'), false)
  })

  test('takes general limits of attributes where spans have none of their own', () => {
    const limits = `attribute_limits: {attribute_count_limit: 5, attribute_value_length_limit: 9}
${withExporter('{otlp_http: }')}
  limits: {attribute_count_limit: 7}`
    const { spanLimits } = settingsOf(limits)
    assert.equal(spanLimits.attributeCount, 7)
    assert.equal(spanLimits.linkAttributeCount, 5)
    assert.equal(spanLimits.attributeValueLength, 9)
  })

  test('says how OTLP is spoken', () => {
    const { traces } = settingsOf(withExporter('{otlp_http: {encoding: json, headers_list: "a=1%202,b=3"}}')).exporter
    assert.equal(traces.protocol, 'http/json')
    assert.deepEqual(traces.headers, { a: '1 2', b: '3' })
    const secure = settingsOf(withExporter('{otlp_grpc: {endpoint: "receiver:1", tls: {insecure: false}}}')).exporter
    assert.equal(secure.traces.url, 'https://receiver:1')
    const insecure = settingsOf(withExporter('{otlp_grpc: {endpoint: receiver, tls: {insecure: true}}}')).exporter
    assert.equal(insecure.traces.url, 'http://receiver:4317')
  })
})
