import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completeLock, platformOf } from './complete-lock.ts'

test('a platform package tells its platform by its name', () => {
  assert.deepEqual(platformOf('@chdb/lib-darwin-arm64'), { os: ['darwin'], cpu: ['arm64'] })
  assert.deepEqual(platformOf('lightningcss-linux-x64-gnu'), { os: ['linux'], cpu: ['x64'], libc: ['glibc'] })
  assert.deepEqual(platformOf('@x/binding-linux-arm-musleabihf'), { os: ['linux'], cpu: ['arm'], libc: ['musl'] })
  assert.equal(platformOf('fsevents'), undefined)
})

test('what a parent may install on another platform is added at the version that the parent pins', () => {
  const parent = {
    version: '1.0.0',
    dev: true,
    optionalDependencies: { '@x/linux-x64': '1.0.0', '@x/darwin-x64': '1.0.0' },
  }
  const present = { version: '1.0.0', optional: true }
  const lock = { packages: { 'node_modules/x': parent, 'node_modules/@x/linux-x64': present } }
  assert.deepEqual(completeLock(lock), ['@x/darwin-x64@1.0.0'])
  assert.deepEqual(lock.packages, {
    'node_modules/@x/darwin-x64': { version: '1.0.0', dev: true, optional: true, os: ['darwin'], cpu: ['x64'] },
    'node_modules/@x/linux-x64': present,
    'node_modules/x': parent,
  })
  assert.deepEqual(completeLock(lock), [])
})
