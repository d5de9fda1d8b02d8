import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Takes what it is sent and answers 503 (`unavailable`) or never (`silent`). Tells how often it was asked. */
const isSilent = process.argv[2] === 'silent'
let asked = 0

const server = createServer((request, response) => {
  asked += 1
  request.resume()
  if (!isSilent) request.once('end', () => response.writeHead(503).end())
})

process.once('disconnect', () => process.exit())
process.on('message', () => process.send?.(asked))

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
