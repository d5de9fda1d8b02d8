import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { err, ok } from '@throughline/otlp'
import { NoRoom, type Payload } from '../pipeline/payload.ts'
import type { OpenOutput } from './open-output.ts'
import { createSwitch } from './switch.ts'

const payload: Payload = { signal: 'traces', bytes: new Uint8Array(1), itemCount: 1 }

function outputNamed(name: string, log: string[]): OpenOutput {
  return {
    name,
    signals: ['traces'],
    freeBytes: 0,
    requireRoom: () => undefined,
    take: async () => void log.push(`${name} takes`),
    stats: () => ({}),
    close: async () => void log.push(`${name} closes`),
  }
}

describe('an output that can be exchanged', () => {
  it('has what arrives meanwhile wait for the next one, which is opened when the one before is closed', async () => {
    const log: string[] = []
    const output = createSwitch()
    await output.turnTo('first', async () => ok(outputNamed('first', log)))
    await output.take(payload)
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    const turned = output.turnTo('second', async () => {
      log.push('second opens')
      await opened
      return ok(outputNamed('second', log))
    })
    const taken = output.take(payload)
    open()
    await Promise.all([turned, taken])
    assert.deepEqual(log, ['first takes', 'first closes', 'second opens', 'second takes'])
    assert.equal(output.settings, 'second')
  })

  it('is not asked for room between two, and then the next one is', async () => {
    const full = (name: string): OpenOutput => ({
      ...outputNamed(name, []),
      requireRoom() {
        throw new NoRoom(`${name} is full`)
      },
    })
    const output = createSwitch()
    await output.turnTo('first', async () => ok(full('first')))
    assert.throws(() => output.requireRoom(payload), /first is full/)
    const turned = output.turnTo('second', async () => ok(full('second')))
    output.requireRoom(payload)
    await turned
    assert.throws(() => output.requireRoom(payload), /second is full/)
  })

  it('goes back to the one before where the next cannot be opened', async () => {
    const log: string[] = []
    const output = createSwitch()
    await output.turnTo('first', async () => ok(outputNamed('first', log)))
    const turned = await output.turnTo('second', async () => err('no such file'))
    assert.deepEqual(turned, err('no such file'))
    await output.take(payload)
    assert.deepEqual(log, ['first closes', 'first takes'])
    assert.equal(output.settings, 'first')
  })

  it('lets go of what comes after it was closed', async () => {
    const log: string[] = []
    const output = createSwitch()
    await output.turnTo('only', async () => ok(outputNamed('only', log)))
    await output.close()
    await output.take(payload)
    assert.deepEqual(log, ['only closes'])
  })
})
