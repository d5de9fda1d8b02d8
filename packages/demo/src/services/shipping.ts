import { setTimeout as waitForCarrier } from 'node:timers/promises'
import Fastify from 'fastify'

const { PORT = '3000' } = process.env

const zones = new Map([
  ['Lisbon', { priceCents: 490, days: 2, carrierMs: 8 }],
  ['Turin', { priceCents: 490, days: 2, carrierMs: 12 }],
  ['Oslo', { priceCents: 890, days: 4, carrierMs: 20 }],
  ['Kyoto', { priceCents: 1990, days: 9, carrierMs: 35 }],
])

const app = Fastify()

app.get<{ Params: { city: string } }>('/rates/:city', async (request, reply) => {
  const zone = zones.get(request.params.city)
  if (!zone) return reply.code(404).send({ error: 'we do not deliver there' })
  await waitForCarrier(zone.carrierMs)
  return { priceCents: zone.priceCents, days: zone.days }
})

let shipments = 48_100

app.post<{ Body: { city: string } }>('/shipments', async (request, reply) => {
  await waitForCarrier(zones.get(request.body.city)?.carrierMs)
  shipments += 1
  return reply.code(201).send({ trackingNumber: `TL${shipments}` })
})

console.log(`shipping listening on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`)
