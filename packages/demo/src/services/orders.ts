import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

const { SHIPPING_URL, PORT = '3000' } = process.env

const kettle = { title: 'Pour-over kettle', priceCents: 5400 }
const grinder = { title: 'Hand grinder', priceCents: 8900 }
const filters = { title: 'Paper filters, 100', priceCents: 650 }
const beans = { title: 'Yirgacheffe, 500 g', priceCents: 1800 }

const carts = new Map([
  ['cart-2207', [kettle, filters]],
  ['cart-2208', [beans]],
  ['cart-2209', [grinder, beans, filters]],
  ['cart-2210', [beans, beans, filters]],
])

const server = http.createServer(async (request, response) => {
  try {
    const [status, body] = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  } catch (error) {
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: String(error) }))
  }
})

const answer = async (request: http.IncomingMessage): Promise<[status: number, body: unknown]> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://orders')
  const cartId = /^\/carts\/([^/]+)\/quote$/.exec(pathname)?.[1]
  if (request.method === 'GET' && cartId) return quote(cartId, searchParams.get('city') ?? '')
  if (request.method === 'POST' && pathname === '/orders') return order((await json(request)) as OrderRequest)
  return [404, { error: 'no such page' }]
}

const quote = async (cartId: string, city: string): Promise<[number, unknown]> => {
  const items = carts.get(cartId)
  if (!items) return [404, { error: 'no such cart' }]
  const rate = (await shipping('GET', `/rates/${encodeURIComponent(city)}`)) as { priceCents: number; days: number }
  const totalCents = items.reduce((sum, item) => sum + item.priceCents, rate.priceCents)
  return [200, { items: items.map(item => item.title), totalCents, deliveryDays: rate.days }]
}

type OrderRequest = { cartId: string; userId: string; city: string }

const order = async ({ cartId, userId, city }: OrderRequest): Promise<[number, unknown]> => {
  if (!carts.has(cartId)) return [404, { error: 'no such cart' }]
  const orderId = randomUUID()
  const shipment = (await shipping('POST', '/shipments', { orderId, userId, city })) as { trackingNumber: string }
  return [201, { orderId, trackingNumber: shipment.trackingNumber }]
}

const shipping = (method: string, path: string, body?: unknown) =>
  new Promise<unknown>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const request = http.request(`${SHIPPING_URL}${path}`, body ? { method, headers } : { method }, response => {
      if (response.statusCode && response.statusCode < 300) json(response).then(resolve, reject)
      else reject(new Error(`shipping answered ${response.statusCode}`))
    })
    request.on('error', reject).end(body && JSON.stringify(body))
  })

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`orders listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
