import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { after, before, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

// What is traced is another test's matter (tests/demo.test.ts); here only somebody has to take the spans.
const receiver = createServer((request, response) => request.resume().on('end', () => response.end()))

before(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening')
})
after(() => receiver.close())

const startDemo = async (t: TestContext) => {
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const demo = spawn(
    process.execPath,
    ['--conditions=throughline-source', fileURLToPath(import.meta.resolve('./index.ts'))],
    {
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    },
  )
  t.after(() => demo.kill())
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

const order = (gatewayUrl: string, userId: string, cartId: string) =>
  fetch(`${gatewayUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-id': userId },
    body: JSON.stringify({ cartId }),
  })

/** Asks again after a 500: the demo's own shoppers keep the database asleep now and then, for everybody. */
const afterTheStall = async (ask: () => Promise<Response>) => {
  for (;;) {
    const response = await ask()
    if (response.status !== 500) return response
    await response.arrayBuffer()
  }
}

const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  )

test('answers shoppers, loses one behind the user database, and ends with SIGTERM', async t => {
  const { demo, gatewayUrl } = await startDemo(t)

  const healthy = await afterTheStall(() => checkout(gatewayUrl, 'user-1001'))
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

  assert.equal((await afterTheStall(() => checkout(gatewayUrl, 'user-1001', 'cart-0'))).status, 404)
  assert.equal((await afterTheStall(() => order(gatewayUrl, 'user-1003', 'cart-2210'))).status, 201)

  demo.kill('SIGTERM')
  assert.deepEqual(await once(demo, 'exit'), [0, null])
  assert.ok(await isGone(gatewayUrl))
})

test('ends when its parent does', async t => {
  const { demo, gatewayUrl } = await startDemo(t)
  demo.disconnect()
  assert.deepEqual(await once(demo, 'exit'), [0, null])
  assert.ok(await isGone(gatewayUrl))
})
