import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFleet } from './fleet.ts'

test('a service that cannot start rejects with one sentence', async () => {
  const fleet = createFleet(() => assert.fail('nothing was running'))
  await assert.rejects(fleet.start('shipping', process.env, ['--import', 'data:text/javascript,process.exit(3)']), {
    message: 'shipping could not start (exit code 3)',
  })
  await fleet.stop()
})

test('a service that dies later is reported with its exit code', async () => {
  const loss = Promise.withResolvers<string>()
  const fleet = createFleet(loss.resolve)
  const dieOnRequest = `data:text/javascript,
    import { subscribe } from 'node:diagnostics_channel';
    subscribe('http.server.request.start', () => process.exit(3))`
  const url = await fleet.start('shipping', { ...process.env, PORT: '0' }, ['--import', dieOnRequest])
  await fetch(url).catch(() => {})
  assert.equal(await loss.promise, 'shipping stopped unexpectedly (exit code 3)')
  await fleet.stop()
})

test('stopping is nothing to report', async () => {
  const fleet = createFleet(sentence => assert.fail(sentence))
  const url = await fleet.start('shipping', { ...process.env, PORT: '0' })
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  await fleet.stop()
  await assert.rejects(fetch(url))
})
