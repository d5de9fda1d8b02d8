const fastify = require('fastify')
const pino = require('pino')
const { count, ready } = require('./measured.cjs')

/** As much as the check of the output looks at. */
const keptLines = 4
const lines = []

// Two lines a request are Fastify's default. To a file that takes everything: what is measured is not the disk.
const file = pino.destination({ dest: '/dev/null', sync: false })
const stream = {
  write(line) {
    if (lines.push(line) > keptLines) lines.shift()
    file.write(line)
  },
}
const app = fastify({ logger: { level: 'info', stream } })

app.get('/hello/:id', async request => {
  count()
  return { hello: request.params.id }
})

app.get('/lines', async () => lines.map(line => JSON.parse(line)))

app.listen({ host: '127.0.0.1', port: 0 }).then(ready)
