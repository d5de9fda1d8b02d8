import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pauseMs } from './limits.ts'
import { visits } from './traffic.ts'
import { users } from './users.ts'

const first = (count: number, seed: number) => {
  const endless = visits(seed)
  return Array.from({ length: count }, () => endless.next().value)
}
const seeds = fc.integer()

test('opens with one healthy, one slow and one failing look at the checkout', () => {
  fc.assert(
    fc.property(seeds, seed => {
      assert.deepEqual(
        first(3, seed).map(({ kind, method }) => `${kind} ${method}`),
        ['healthy GET', 'slow GET', 'failing GET'],
      )
    }),
  )
})

test('is the same for the same seed, and another for another seed', () => {
  fc.assert(fc.property(seeds, seed => assert.deepEqual(first(20, seed), first(20, seed))))
  assert.notDeepEqual(first(20, 1), first(20, 2))
})

test('is mostly healthy, with some slow and some failing visits, whatever the seed', () => {
  fc.assert(
    fc.property(seeds, seed => {
      const kinds = first(1000, seed).map(visit => visit.kind)
      const share = (kind: string) => kinds.filter(other => other === kind).length / kinds.length
      assert.ok(share('healthy') > 0.7 && share('slow') > 0.05 && share('failing') > 0.03)
    }),
    { numRuns: 20 },
  )
})

test('a visit fails because of its user alone: the stall passes the second that auth waits', () => {
  const stallOf = new Map(users.map(user => [user.id, user.stallSeconds]))
  for (const { kind, userId } of first(200, 1)) {
    const stallSeconds = stallOf.get(userId)
    assert.ok(stallSeconds !== undefined)
    assert.equal(kind === 'failing', stallSeconds > 1)
    assert.equal(kind === 'healthy', stallSeconds === 0)
  }
})

test('pauses stay within their limits, once the opening is over', () => {
  fc.assert(
    fc.property(seeds, seed => {
      for (const visit of first(50, seed).slice(3)) {
        assert.ok(visit.pauseMs >= pauseMs.least && visit.pauseMs <= pauseMs.most)
      }
    }),
  )
})

test('an order carries its cart as JSON, a look at the checkout carries nothing', () => {
  for (const { method, path, body } of first(100, 1)) {
    if (method === 'POST') assert.match(JSON.parse(body ?? '{}').cartId, /^cart-\d+$/)
    else assert.deepEqual([/^\/checkout\/cart-\d+$/.test(path), body], [true, undefined])
  }
})
