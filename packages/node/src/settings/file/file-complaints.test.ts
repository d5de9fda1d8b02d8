import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createAuthority } from '@throughline/otlp/testing'
import fc from 'fast-check'
import { complaintsOf, folder, readFile, settingsOf, withExporter, withSampler } from '../../testing/config-file.ts'
import { readSettings } from '../read-settings.ts'

describe('what a file says wrong', () => {
  const exporter = 'tracer_provider.processors.0.batch.exporter.otlp_http'
  for (const [text, ...expected] of [
    ['disabled: perhaps', 'FILE:2:1 disabled: "perhaps" is not one of true, false; using false'],
    ['disabled: [true]', 'FILE:2:1: "disabled" is not a single value; using the default'],
    ['resource: 5', 'FILE:2:1: "resource" is not a mapping; using the default'],
    ['atribute_limits: {}', 'FILE:2:1: "atribute_limits" is not a property of the format; using the others'],
    [
      'logger_provider: {processors: []}',
      'FILE:2:1: "logger_provider" is not with processors of which one is batch and has otlp_http or otlp_grpc for its ' +
        'exporter; using none, so nothing of it is sent',
    ],
    ['resource:'],
    ['instrumentation/development: {java: {spring: {}}}'],
    [
      'attribute_limits: {attribute_count_limit: -1}',
      'FILE:2:20 attribute_limits.attribute_count_limit: "-1" is not a number, at least 0; using 128',
    ],
    [
      'resource:\n  attributes:\n    - {name: a, value: 5}\n    - {name: b, value: c}',
      'FILE:4:17 resource.attributes.0: "value" is not of the type string; using the other attributes',
    ],
    [
      'resource:\n  attributes:\n    - {value: a}',
      'FILE:4:7 resource.attributes: "0" is not an attribute with a name; using the others',
    ],
    [
      withExporter('{otlp_http: {headers: [{value: secret}]}}'),
      `FILE:6:42 ${exporter}.headers: a member is not a header with a name; using the others`,
    ],
    [
      'propagator: {composite: [{tracecontext: }, {ottrace: }]}',
      'FILE:2:1: "propagator" is not supported with ottrace; using tracecontext',
    ],
    [
      withExporter('{otlp_http: {timeout: 0}}'),
      `FILE:6:32 ${exporter}.timeout: "0" is not a number, 1 to 600000; using 10000`,
    ],
    [
      withExporter('{otlp_http: {endpoint: receiver}}'),
      `FILE:6:32 ${exporter}.endpoint: "receiver" is not an http:// or https:// URL; using http://localhost:4318/v1/traces`,
    ],
    [
      withExporter('{otlp_http: {tls: {insecure: true}}}'),
      `FILE:6:38 ${exporter}.tls: "insecure" is not a property of the format; using the others`,
    ],
    [
      withExporter('{otlp_http: {headers: [{name: "a b", value: secret}]}}'),
      `FILE:6:32 ${exporter}.headers: a member is not a header that can be set; using the other members`,
    ],
    [
      withExporter('{otlp_http: {headers_list: "secret"}}'),
      `FILE:6:32 ${exporter}.headers_list: a member is not key=value; using the other members`,
    ],
    [
      withExporter('{console: }'),
      'FILE:6:20 tracer_provider.processors.0.batch.exporter: "console" is not supported; using none of it',
      'FILE:3:1: "tracer_provider" is not with processors of which one is batch and has otlp_http or otlp_grpc for its exporter; using none, so nothing of it is sent',
    ],
    [
      `${withExporter('{otlp_http: }')}\n    - batch: {exporter: {otlp_http: }, max_queue_size: 5}`,
      'FILE:7:40 tracer_provider.processors.1.batch: "max_queue_size" is not supported; using the default',
      'FILE:7:7 tracer_provider.processors: "1" is not supported besides another that sends OTLP; using tracer_provider.processors.0',
    ],
    [
      withSampler('{"jaeger_remote/development": {endpoint: a}}'),
      'FILE:7:13 tracer_provider.sampler: "jaeger_remote/development" is not supported; using none of it',
    ],
    [
      withSampler('{parent_based: {remote_parent_sampled: {always_off: }, rooot: }}'),
      'FILE:7:67 tracer_provider.sampler.parent_based: "rooot" is not a property of the format; using the others',
      'FILE:7:28 tracer_provider.sampler.parent_based: "remote_parent_sampled" is not supported with always_off; using always_on',
    ],
    [
      'distribution: {throughline: {keep_slower_than: never}}',
      'FILE:2:30 distribution.throughline.keep_slower_than: "never" is not p99, none, or milliseconds such as 250; using p99',
    ],
  ] as const) {
    test(`is named with its place: ${JSON.stringify(text)}`, () => assert.deepEqual(complaintsOf(text), expected))
  }

  test('is also named of certificates', () => {
    const { cert, key } = createAuthority().issue()
    const [certPath, keyPath] = [join(folder, 'client.pem'), join(folder, 'client.key')]
    writeFileSync(certPath, cert)
    writeFileSync(keyPath, key)
    const withTls = (...files: readonly (readonly [string, string])[]) => {
      const tls = files.map(([name, path]) => `${name}: ${JSON.stringify(path)}`).join(', ')
      return withExporter(`{otlp_http: {endpoint: "https://a/v1/traces", tls: {${tls}}}}`)
    }
    const whole = [
      ['cert_file', certPath],
      ['key_file', keyPath],
    ] as const
    assert.deepEqual(settingsOf(withTls(...whole)).exporter.traces.tls, { cert, key })
    assert.deepEqual(complaintsOf(withTls(whole[0])), [
      `FILE:6:71 ${exporter}.tls.cert_file: ${JSON.stringify(certPath)} is not of use without ${exporter}.tls.key_file; using no client certificate`,
    ])
  })
})

test('whatever a file says, each sentence about it is one line, and start() goes on', () => {
  const key = fc.oneof(
    fc.constantFrom('headers', 'exporter', 'otlp_http', 'batch', '0', '__proto__', 'a\nb'),
    fc.string(),
  )
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, true, 0, -1, 1.5, '', 'a\nb', 'http://user:secret@host:99999'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    ),
  }))
  const properties = [
    'resource',
    'propagator',
    'tracer_provider',
    'meter_provider',
    'distribution',
    'disabled',
  ] as const
  const file = fc.record(Object.fromEntries(properties.map(name => [name, value])), { requiredKeys: [] })
  fc.assert(
    fc.property(file, content => {
      for (const complaint of readFile(JSON.stringify({ file_format: '1.0', ...content })).complaints) {
        assert.match(complaint, /^FILE:\d+:\d+.* is not .+; using .+$/)
        assert.doesNotMatch(complaint, /secret/)
      }
    }),
  )
})

describe('a file that cannot be read as a whole', () => {
  for (const [name, text, expected] of [
    ['broken YAML', 'file_format: "1.0"\na: [', /^OTEL_CONFIG_FILE: FILE:2:5 is not YAML \(\w+\); not starting$/],
    ['what is no YAML', 'a: b\nsecret', /^OTEL_CONFIG_FILE: FILE:2:1 is not YAML \(\w+\); not starting$/],
    ['several documents', 'a: b\n---\nc: d', /^OTEL_CONFIG_FILE: FILE:2:1 is not YAML \(.+\); not starting$/],
    ['an empty file', '', /^OTEL_CONFIG_FILE: "FILE" is not a file of settings; not starting$/],
    ['a list', '[1]', /file_format: "" is not "1\.0" or one after it; not starting$/],
    ['no format', 'disabled: false', /file_format: "" is not "1\.0" or one after it; not starting$/],
    ['an old format', 'file_format: "0.4"', /^OTEL_CONFIG_FILE: FILE:1:1 file_format: "0\.4" is not "1\.0" or/],
    ['a format to come', 'file_format: "2.0"', /file_format: "2\.0" is not "1\.0" or one after it; not starting$/],
    ['a reference that is none', `file_format: "1.0"\na: \${B:?secret}`, /FILE:2:4 is not a reference such as/],
  ] as const) {
    test(`leaves the app untraced, and one sentence says why: ${name}`, () => {
      const { settings, complaints } = readFile(text)
      assert.equal(settings.isDisabled, true)
      assert.equal(complaints.length, 1)
      assert.match(complaints[0] ?? '', expected)
      assert.doesNotMatch(complaints[0] ?? '', /secret/)
    })
  }

  test('leaves the app untraced also where it is missing', () => {
    const { settings, complaints } = readSettings({}, { OTEL_CONFIG_FILE: '/nowhere/otel.yaml' })
    assert.equal(settings.isDisabled, true)
    assert.deepEqual(complaints, [
      `OTEL_CONFIG_FILE: "/nowhere/otel.yaml" is not a readable file (ENOENT); not starting`,
    ])
  })

  for (const format of ['"1.0"', '1.0', '1.1', '"1.2"', '"1.0-rc.1"', '"1.0-rc.3"']) {
    test(`is none with the format ${format}`, () => {
      assert.deepEqual(readFile(`file_format: ${format}`).complaints, [])
    })
  }
})
