import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { maxCauses } from '../limits.ts'
import { exceptionAttributes } from './exception.ts'

/** An error whose stack is short enough to write down. */
const failed = (message: string, options?: ErrorOptions) =>
  Object.assign(new Error(message, options), { stack: `Error: ${message}\n    at ${message}.js:1` })

const stackOf = (thrown: unknown) => String(exceptionAttributes(thrown)['exception.stacktrace'])

describe('the stack trace of an exception', () => {
  test('tells its causes, each below the one that it caused', () => {
    const thrown = failed('outer', { cause: failed('middle', { cause: failed('inner') }) })
    assert.equal(
      stackOf(thrown),
      `Error: outer
    at outer.js:1
  [cause]: Error: middle
      at middle.js:1
    [cause]: Error: inner
        at inner.js:1`,
    )
  })

  test('tells what an AggregateError gathers, and causes that are no errors', () => {
    const thrown = new AggregateError([failed('first'), 'second', { message: 'third' }], 'all', { cause: 4 })
    thrown.stack = 'AggregateError: all'
    assert.equal(
      stackOf(thrown),
      `AggregateError: all
  [cause]: 4
  [errors 0]: Error: first
      at first.js:1
  [errors 1]: second
  [errors 2]: third`,
    )
  })

  test('ends where causes go round in a circle', () => {
    const thrown = failed('outer')
    thrown.cause = failed('inner', { cause: thrown })
    assert.match(stackOf(thrown), /\[cause\]: Error: inner\n.*\n {4}\[cause\]: \[Circular\]$/)
  })

  test('tells as many causes as the limit allows, and no more', () => {
    const chain = (length: number): Error => failed('e', length === 0 ? {} : { cause: chain(length - 1) })
    const told = (length: number) => stackOf(chain(length)).split('[cause]').length - 1
    assert.deepEqual([told(maxCauses), told(maxCauses + 1)], [maxCauses, maxCauses])
  })

  test('is at least its own where a cause cannot be read', () => {
    const trap = Object.defineProperty(failed('outer'), 'cause', { get: () => assert.fail('the trap went off') })
    assert.equal(stackOf(trap), 'Error: outer\n    at outer.js:1')
  })
})
