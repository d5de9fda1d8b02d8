import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

// What is traced is another test's matter (tests/demo.test.ts); here only somebody has to take the spans.
const receiver = createServer((request, response) => request.resume().on('end', () => response.end()))

before(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening')
})
after(() => receiver.close())

const startDemo = async () => {
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const demo = spawn(process.execPath, ['--conditions=source', fileURLToPath(import.meta.resolve('./index.ts'))], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  return { demo, gatewayUrl: await gatewayUrlOf(demo) }
}

const gatewayUrlOf = async (demo: ChildProcess) => {
  assert.ok(demo.stderr)
  for await (const line of createInterface(demo.stderr)) {
    const url = /http:\S+/.exec(line)?.[0]
    if (url !== undefined) return url
  }
  throw new Error('the demo ended before its gateway was up')
}

const checkout = (gatewayUrl: string, userId: string, cartId = 'cart-2207') =>
  fetch(`${gatewayUrl}/checkout/${cartId}`, { headers: { 'x-user-id': userId } })

const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  )

test('answers shoppers, loses one behind the user database, and ends with SIGTERM', async () => {
  const { demo, gatewayUrl } = await startDemo()

  const healthy = await checkout(gatewayUrl, 'user-1001')
  assert.equal(healthy.status, 200)
  assert.deepEqual(await healthy.json(), {
    customer: 'Amara Okafor',
    freeReturns: true,
    items: ['Pour-over kettle', 'Paper filters, 100'],
    totalCents: 6540,
    deliveryDays: 2,
  })

  const failing = await checkout(gatewayUrl, 'user-1007')
  assert.equal(failing.status, 500)
  assert.match(await failing.text(), /\/users\/user-1007 answered 503/)

  assert.equal((await checkout(gatewayUrl, 'user-1001', 'cart-0')).status, 404)

  const ordered = await fetch(`${gatewayUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-id': 'user-1003' },
    body: JSON.stringify({ cartId: 'cart-2210' }),
  })
  assert.equal(ordered.status, 201)

  demo.kill('SIGTERM')
  assert.deepEqual(await once(demo, 'exit'), [0, null])
  assert.ok(await isGone(gatewayUrl))
})

test('ends when its parent does', async () => {
  const { demo, gatewayUrl } = await startDemo()
  demo.disconnect()
  assert.deepEqual(await once(demo, 'exit'), [0, null])
  assert.ok(await isGone(gatewayUrl))
})
