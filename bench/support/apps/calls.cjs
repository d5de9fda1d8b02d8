const fastify = require('fastify')
const { Pool } = require('pg')
const { count, ready } = require('./measured.cjs')

const app = fastify()
const pool = new Pool({ host: process.env.BENCH_POSTGRES, user: 'bench', database: 'postgres' })

app.get('/order/:id', async request => {
  count()
  const { id } = request.params
  const answer = await fetch(`${process.env.BENCH_UPSTREAM}/price`)
  const { price } = await answer.json()
  const customer = await pool.query('SELECT $1::text AS customer', [id])
  const stock = await pool.query('SELECT $1::int AS stock', [price])
  return { ...customer.rows[0], ...stock.rows[0] }
})

app.listen({ host: '127.0.0.1', port: 0 }).then(ready)
