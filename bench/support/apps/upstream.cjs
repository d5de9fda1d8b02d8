// What the app of `calls` fetches from: never traced, on the core of the load.
const { createServer } = require('node:http')

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json').end('{"price":7}')
})

process.once('disconnect', () => process.exit())

server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }))
