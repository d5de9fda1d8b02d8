import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attributes } from '@opentelemetry/api'
import { detect } from '../resource/detect.ts'
import type { DetectorName } from '../resource/names.ts'
import type { Surroundings } from '../resource/surroundings.ts'
import type { Environment } from '../settings/environment.ts'

/** Another machine: detectors look at places that a test cannot make, such as `/proc` of a container. */
export const machine = (environment: Environment, files: Readonly<Record<string, string>> = {}): Surroundings => ({
  environment,
  folders: ['/srv/app/src', '/srv/app', '/srv', '/'],
  read: path => files[path],
})

type Files = Readonly<Record<string, string>>
type Case = readonly [name: string, environment: Environment, files: Files, attributes: Attributes]

/** A test for each machine, of all that one detector finds out there. */
export function detectedBy(detector: DetectorName, cases: readonly Case[]): void {
  for (const [name, environment, files, attributes] of cases) {
    test(name, () => assert.deepEqual(detect([detector], machine(environment, files)), attributes))
  }
}
