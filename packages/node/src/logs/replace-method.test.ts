import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Method, replaceMethod } from './replace-method.ts'

class Base {
  write(_text: string, _end?: string) {
    return [this, 'base']
  }
}
class Derived extends Base {}

const marking = (original: Method): Method =>
  function (this: unknown, ...args) {
    return [...(Reflect.apply(original, this, args) as unknown[]), 'ours']
  }

describe('a method that is replaced', () => {
  test('has the same `this`, name and length, and is back once we stop', () => {
    const { write } = Base.prototype
    const stop = replaceMethod(Base.prototype, 'write', marking)
    const base = new Base()
    assert.deepEqual(base.write('x'), [base, 'base', 'ours'])
    assert.deepEqual([Base.prototype.write.name, Base.prototype.write.length], ['write', write.length])
    stop()
    assert.equal(Base.prototype.write, write)
  })

  test('is replaced once, however often that is asked for', () => {
    const stops = [1, 2].map(() => replaceMethod(Base.prototype, 'write', marking))
    const base = new Base()
    assert.deepEqual(base.write('x'), [base, 'base', 'ours'])
    for (const stop of stops) stop()
  })

  test('is inherited again where it was, and stays where somebody has replaced it since, doing nothing', () => {
    const stop = replaceMethod(Derived.prototype, 'write', marking)
    stop()
    assert.equal(Object.hasOwn(Derived.prototype, 'write'), false)

    const stopLate = replaceMethod(Derived.prototype, 'write', marking)
    replaceMethod(Derived.prototype, 'unused', marking)
    const { write: ours } = Derived.prototype
    Derived.prototype.write = function (text) {
      return [...ours.call(this, text), 'theirs']
    }
    stopLate()
    const derived = new Derived()
    assert.deepEqual(derived.write('x'), [derived, 'base', 'theirs'])
  })
})
