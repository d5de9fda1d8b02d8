const fastify = require('fastify')
const { count, ready } = require('./measured.cjs')

const app = fastify()

app.get('/hello/:id', async request => {
  count()
  return { hello: request.params.id }
})

app.listen({ host: '127.0.0.1', port: 0 }).then(ready)
