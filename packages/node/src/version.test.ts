import assert from 'node:assert/strict'
import { test } from 'node:test'
import manifest from '../package.json' with { type: 'json' }
import { sdkVersion } from './version.ts'

test('the version that spans carry is the one of the package', () => assert.equal(sdkVersion, manifest.version))
