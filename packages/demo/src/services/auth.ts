import Fastify from 'fastify'
import pg from 'pg'

const { DATABASE_URL, PORT = '3000' } = process.env

const app = Fastify()
const users = new pg.Pool({ connectionString: DATABASE_URL, query_timeout: 1000 })

app.get<{ Params: { id: string } }>('/users/:id', async (request, reply) => {
  const { rows } = await users.query('SELECT id, name, city, tier FROM users WHERE id = $1', [request.params.id])
  return rows[0] ?? reply.code(404).send({ error: 'no such user' })
})

app.setErrorHandler<Error>((error, _request, reply) => {
  const isLate = error.message === 'Query read timeout'
  return reply.code(isLate ? 503 : 500).send({ error: isLate ? 'the user database does not answer' : error.message })
})

console.log(`auth listening on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`)
