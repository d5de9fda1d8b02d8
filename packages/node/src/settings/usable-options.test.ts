import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSettings } from './read-settings.ts'
import type { StartOptions } from './settings.ts'

const read = (options: unknown, environment = {}) => readSettings(options as StartOptions, environment)
const METHODS = 'an object with onStart(), onEnd(), forceFlush(), shutdown()'

describe('an option that cannot be used is one sentence, and start() goes on without it:', () => {
  class NoSampler {}
  const cases: [options: unknown, sentence: string][] = [
    [null, 'start(): null is not an object of options; using none'],
    ['app', 'start(): "app" is not an object of options; using none'],
    [[], 'start(): an array is not an object of options; using none'],
    [{ serviceName: 5 }, 'serviceName: 5 is not a text that is not empty; using OTEL_SERVICE_NAME or its default'],
    [{ serviceName: ' ' }, 'serviceName: " " is not a text that is not empty; using OTEL_SERVICE_NAME or its default'],
    [{ resourceAttributes: 'a=b' }, 'resourceAttributes: "a=b" is not an object; using OTEL_RESOURCE_ATTRIBUTES alone'],
    [
      { resourceAttributes: { team: { name: 'a' } } },
      'resourceAttributes.team: an object is not a text, a number or true or false; using the others',
    ],
    [{ headers: 'a=b' }, 'headers: "a=b" is not an object; using OTEL_EXPORTER_OTLP_HEADERS alone'],
    [{ endpoint: 5 }, 'endpoint: "5" is not an http:// or https:// URL; using http://localhost:4318'],
    [{ spanProcessors: {} }, 'spanProcessors: an object is not an array of span processors; using none'],
    [{ spanProcessors: [{ onStart() {} }] }, `spanProcessors[0]: an object is not ${METHODS}; using the others`],
    [{ traceExporter: () => {} }, 'traceExporter: a function is not an object with export(), shutdown(); using none'],
    [
      { sampler: new NoSampler() },
      'sampler: an object of class NoSampler is not an object with shouldSample(); using OTEL_TRACES_SAMPLER',
    ],
    [
      { idGenerator: 'random' },
      'idGenerator: "random" is not an object with generateTraceId(), generateSpanId(); using random ids',
    ],
    [
      { textMapPropagator: 'b3' },
      'textMapPropagator: "b3" is not an object with inject(), extract(), fields(), or null; ' +
        'using OTEL_PROPAGATORS or its default',
    ],
    [
      { instrumentations: [] },
      'instrumentations is not an option of start(); those are serviceName, resourceAttributes, endpoint, headers, ' +
        'spanProcessors, traceExporter, sampler, idGenerator, textMapPropagator',
    ],
  ]
  for (const [options, sentence] of cases) {
    test(sentence, () => assert.deepEqual(read(options).complaints, [sentence]))
  }
})

test('what can be used among what cannot is used', () => {
  const processor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} }
  const { settings } = read({
    serviceName: undefined,
    resourceAttributes: { port: 80, canary: true, team: 'a', nested: {} },
    spanProcessors: [undefined, processor, {}],
  })
  assert.deepEqual(settings.resourceAttributes, { port: 80, canary: true, team: 'a' })
  assert.deepEqual(settings.standard.spanProcessors, [processor])
})
