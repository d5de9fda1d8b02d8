import Fastify from 'fastify'

const { AUTH_URL, ORDERS_URL, PORT = '3000' } = process.env

type User = { id: string; name: string; city: string; tier: string }
type Quote = { items: string[]; totalCents: number; deliveryDays: number }
type Order = { orderId: string; trackingNumber: string }

const app = Fastify()

app.get<{ Params: { cartId: string } }>('/checkout/:cartId', async request => {
  const user = await signedInUser(request.headers['x-user-id'])
  const cart = encodeURIComponent(request.params.cartId)
  const quote = await call<Quote>(`${ORDERS_URL}/carts/${cart}/quote?city=${encodeURIComponent(user.city)}`)
  return { customer: user.name, freeReturns: user.tier === 'gold', ...quote }
})

app.post<{ Body: { cartId: string } }>('/orders', async (request, reply) => {
  const user = await signedInUser(request.headers['x-user-id'])
  const order = await call<Order>(`${ORDERS_URL}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cartId: request.body.cartId, userId: user.id, city: user.city }),
  })
  return reply.code(201).send(order)
})

const signedInUser = (userId: string | string[] | undefined) =>
  call<User>(`${AUTH_URL}/users/${encodeURIComponent(String(userId))}`)

const call = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init)
  if (response.ok) return response.json() as Promise<T>
  const error = new Error(`${new URL(url).pathname} answered ${response.status}`)
  throw Object.assign(error, { statusCode: response.status === 404 ? 404 : 500 })
}

console.log(`gateway listening on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`)
