const { createServer } = require('node:http')
const { count, portOf, ready } = require('./measured.cjs')

const server = createServer((request, response) => {
  count()
  response.setHeader('content-type', 'application/json').end(`{"hello":"${request.url.slice('/hello/'.length)}"}`)
})

server.listen(0, '127.0.0.1', () => ready(portOf(server)))
