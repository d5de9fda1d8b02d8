import { openingPauseMs, pauseMs } from './limits.ts'
import { type User, users } from './users.ts'

/** One request of a shopper to the gateway. */
export type Visit = {
  readonly kind: 'healthy' | 'slow' | 'failing'
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly userId: string
  /** JSON, only with POST. */
  readonly body: string | undefined
  /** How long to wait before the next visit. */
  readonly pauseMs: number
}

const carts = ['cart-2207', 'cart-2208', 'cart-2209', 'cart-2210'] as const
const share = { failing: 0.08, slow: 0.12, orders: 0.25 }

// One of each first, all of them looks at the checkout: a page opened as soon as the demo runs has its mystery.
const opening: readonly Visit['kind'][] = ['healthy', 'slow', 'failing']

/** Endless visits, the same ones for the same seed. */
export function* visits(seed: number): Generator<Visit, never> {
  const random = mulberry32(seed)
  for (const kind of opening) yield { ...visit(kind, false, random), pauseMs: openingPauseMs }
  for (;;) yield visit(kindOf(random()), random() < share.orders, random)
}

const kindOf = (chance: number): Visit['kind'] => {
  if (chance < share.failing) return 'failing'
  return chance < share.failing + share.slow ? 'slow' : 'healthy'
}

const visit = (kind: Visit['kind'], isOrder: boolean, random: () => number): Visit => {
  const cartId = pick(carts, random)
  return {
    kind,
    method: isOrder ? 'POST' : 'GET',
    path: isOrder ? '/orders' : `/checkout/${cartId}`,
    userId: pick(shoppers[kind], random).id,
    body: isOrder ? JSON.stringify({ cartId }) : undefined,
    pauseMs: Math.round(pauseMs.least + random() * (pauseMs.most - pauseMs.least)),
  }
}

const shoppers: Record<Visit['kind'], readonly User[]> = {
  healthy: users.filter(user => user.stallSeconds === 0),
  slow: users.filter(user => user.stallSeconds > 0 && user.stallSeconds < 1),
  failing: users.filter(user => user.stallSeconds > 1),
}

const pick = <T>(choices: readonly T[], random: () => number): T => {
  const choice = choices[Math.floor(random() * choices.length)]
  if (choice === undefined) throw new Error('nothing to choose from')
  return choice
}

/** Tommy Ettinger's 32-bit generator: four lines, and the demo needs no better. Uniform in [0, 1). */
const mulberry32 = (seed: number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
