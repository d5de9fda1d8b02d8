import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectorNames } from '../resource/names.ts'
import { complaintsOf, settingsOf } from '../testing/config-file.ts'
import { readSettings } from './read-settings.ts'

const NAME = 'OTEL_NODE_RESOURCE_DETECTORS'

function detectors(text: string) {
  const { settings, complaints } = readSettings({}, { [NAME]: text })
  return { names: [...settings.resourceDetectors], complaints }
}

test('everything is detected unless a list says what', () => {
  assert.deepEqual(detectors('').names, detectorNames)
  assert.deepEqual(detectors('all').names, detectorNames)
  assert.deepEqual(detectors('host, OS').names, ['os', 'host'])
  assert.deepEqual(detectors('none').names, [])
  assert.deepEqual(detectors('host,none').names, [])
})

test('names that OpenTelemetry has are accepted, and others are told', () => {
  assert.deepEqual(detectors('env,alibaba,host'), { names: ['host'], complaints: [] })
  const { names, complaints } = detectors('host,hosts')
  assert.deepEqual(names, ['host'])
  assert.match(complaints.join(), /^OTEL_NODE_RESOURCE_DETECTORS: "hosts" is not one of .+; using the other members$/)
})

test('beside a file, only what it asks for is detected', () => {
  const ofFile = (list: string) => [
    ...settingsOf(`resource: {detection/development: {detectors: [${list}]}}`, { [NAME]: 'gcp' }).resourceDetectors,
  ]
  assert.deepEqual([...settingsOf('', { [NAME]: 'gcp' }).resourceDetectors], [])
  assert.deepEqual(ofFile('{host: }, {service: }, {vcs: }'), ['host', 'os', 'service', 'serviceinstance', 'vcs'])
  assert.match(
    complaintsOf('resource: {detection/development: {detectors: [{gpu: }]}}').join(),
    /detectors\.0: "gpu" is not supported; using none of it/,
  )
})
