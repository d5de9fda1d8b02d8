import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Value from 'typebox/value'
import { Duration, durationMs, Size, sizeBytes } from './units.ts'

describe('a duration', () => {
  it('is a whole number of a unit', () => {
    const cases = { '0s': 0, '500ms': 500, '30s': 30_000, '10m': 600_000, '24h': 86_400_000, '7d': 604_800_000 }
    for (const [text, ms] of Object.entries(cases)) {
      assert.ok(Value.Check(Duration(), text), text)
      assert.equal(durationMs(text), ms)
    }
  })

  it('is nothing else', () => {
    for (const text of ['', '30', 's', '30 s', '-1s', '1.5h', '1h30m', '30S', 30]) {
      assert.equal(Value.Check(Duration(), text), false, String(text))
    }
  })

  it('has 6 digits at most, so that it is exact', () => {
    assert.ok(Value.Check(Duration(), '999999d'))
    assert.ok(Number.isSafeInteger(durationMs('999999d')))
    assert.equal(Value.Check(Duration(), '1000000d'), false)
  })
})

describe('a size', () => {
  it('is a whole number of a unit, which is a power of 1024 or of 1000', () => {
    const cases = {
      '0B': 0,
      '1KiB': 1024,
      '64MiB': 67_108_864,
      '1GiB': 1_073_741_824,
      '1KB': 1000,
      '1GB': 1e9,
      '2MB': 2e6,
      '2TiB': 2_199_023_255_552,
    }
    for (const [text, bytes] of Object.entries(cases)) {
      assert.ok(Value.Check(Size(), text), text)
      assert.equal(sizeBytes(text), bytes)
    }
  })

  it('is nothing else', () => {
    for (const text of ['', '64', 'MiB', '64 MiB', '64mb', '1.5GiB', '64M', 64]) {
      assert.equal(Value.Check(Size(), text), false, String(text))
    }
  })

  it('has 6 digits at most', () => {
    assert.ok(Value.Check(Size(), '999999TiB'))
    assert.equal(Value.Check(Size(), '1000000TiB'), false)
  })
})
