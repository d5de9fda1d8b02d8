// A service and the service behind it, in one process, as anybody might write them. Ends when its parent says so.
const { once } = require('node:events')
const http = require('node:http')

/** @param {http.Server} server */
const listen = async server => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return /** @type {import('node:net').AddressInfo} */ (server.address())
}

const stock = http.createServer((request, response) => {
  if (request.url === '/stock/kettle') response.end(JSON.stringify({ inStock: 7 }))
  else response.writeHead(404).end()
})

const main = async () => {
  const { address: host, port } = await listen(stock)
  const shop = http.createServer((request, response) => {
    const path = request.url === '/items/kettle' ? '/stock/kettle' : '/stock/nothing'
    http.get({ host, port, path }, answer => {
      response.writeHead(answer.statusCode === 200 ? 200 : 500, { 'content-type': 'application/json' })
      answer.pipe(response)
    })
  })
  process.send?.(await listen(shop))
  process.once('disconnect', () => {
    shop.close()
    stock.close()
    shop.closeAllConnections()
    stock.closeAllConnections()
  })
}

main()
