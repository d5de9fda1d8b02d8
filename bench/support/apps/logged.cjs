const fastify = require('fastify')
const pino = require('pino')
const { count, ready } = require('./measured.cjs')

/** As much as the check of the output looks at. */
const keptLines = 4
const lines = []

// Two lines a request are Fastify's default. To a file that takes everything: what is measured is not the disk. At once,
// since what pino writes later is at most 16 KiB for each turn of the event loop: under this load longer lines would pile
// up, and what was measured was that pile, of which V8 copies megabytes in each collection of young garbage.
const file = pino.destination({ dest: '/dev/null', sync: true })
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
