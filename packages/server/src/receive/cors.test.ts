import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type HttpReceiver, json, openHttpReceiver } from '../testing/http-receiver.ts'
import { guardBy } from './auth.ts'

const allowed = 'https://shop.example'

describe('a page in a browser', () => {
  let receiver: HttpReceiver
  before(async () => {
    const cors = { allowedOrigins: [allowed, 'https://*.shop.example'], allowedHeaders: ['X-Tenant'] }
    receiver = await openHttpReceiver({ cors, guard: guardBy({ bearerTokens: ['secret'], basicUsers: [] }) })
  })
  after(() => receiver[Symbol.asyncDispose]())

  const preflight = (origin: string) => {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    return receiver.post({ method: 'OPTIONS', headers })
  }

  it('of an allowed origin is told what it may send, before it shows a token', async () => {
    const { status, headers, body } = await preflight(allowed)
    assert.equal(status, 204)
    assert.equal(body.length, 0)
    assert.equal(headers['access-control-allow-origin'], allowed)
    assert.equal(headers['access-control-allow-methods'], 'POST')
    assert.equal(headers['access-control-allow-headers'], 'Content-Type, Content-Encoding, Authorization, X-Tenant')
    assert.equal(headers['access-control-max-age'], '7200')
    assert.equal(headers.vary, 'Origin')
  })

  it('of an allowed origin may read the answer, also of a refusal', async () => {
    const authorization = 'Bearer secret'
    const taken = await receiver.post({ headers: { ...json, origin: allowed, authorization }, body: '{}' })
    const refused = await receiver.post({ headers: { ...json, origin: allowed }, body: '{}' })
    assert.deepEqual([taken.status, refused.status], [200, 401])
    for (const { headers } of [taken, refused]) {
      assert.equal(headers['access-control-allow-origin'], allowed)
      assert.equal(headers['access-control-expose-headers'], 'Retry-After')
    }
  })

  it('of any other origin is told nothing', async () => {
    for (const origin of ['https://evil.example', 'http://shop.example', `${allowed}.evil.example`, 'null']) {
      assert.equal((await preflight(origin)).headers['access-control-allow-origin'], undefined, origin)
    }
  })

  it('may have one label of its own where the pattern has a star', async () => {
    const allows = async (origin: string) => (await preflight(origin)).headers['access-control-allow-origin'] === origin
    assert.ok(await allows('https://eu.shop.example'))
    for (const origin of ['https://.shop.example', 'https://a.b.shop.example', 'https://evil.example/.shop.example']) {
      assert.ok(!(await allows(origin)), origin)
    }
  })
})

it('no page may send where no origin is allowed', async () => {
  await using receiver = await openHttpReceiver()
  const { status, headers } = await receiver.post({ headers: { ...json, origin: allowed }, body: '{}' })
  assert.equal(status, 200)
  assert.equal(headers['access-control-allow-origin'], undefined)
})
