import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createByteBudget } from './byte-budget.ts'

describe('a byte budget', () => {
  it('gives its last byte and refuses the next, whoever asks', () => {
    const budget = createByteBudget(() => 10)
    const [one, other] = [budget.open(), budget.open()]
    assert.ok(one.grow(6))
    assert.ok(other.grow(4))
    assert.ok(!one.grow(1))
    assert.ok(!other.grow(1))
    assert.equal(budget.usedBytes, 10)
  })

  it('takes none of a request that does not fit whole', () => {
    const budget = createByteBudget(() => 10)
    const reservation = budget.open()
    assert.ok(!reservation.grow(11))
    assert.ok(reservation.grow(10))
  })

  it('refuses what it would have given before it shrank', () => {
    let capacityBytes = 10
    const budget = createByteBudget(() => capacityBytes)
    const reservation = budget.open()
    assert.ok(reservation.grow(5))
    capacityBytes = 5
    assert.ok(!reservation.grow(1))
  })

  it('gets back what a request held, once', () => {
    const budget = createByteBudget(() => 10)
    const reservation = budget.open()
    reservation.grow(3)
    reservation.grow(4)
    reservation.release()
    reservation.release()
    assert.equal(budget.usedBytes, 0)
  })
})
