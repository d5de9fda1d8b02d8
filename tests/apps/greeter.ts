// Answers 50 requests of its own, prints what it answered, and ends: by itself, or by process.exit() when asked to.
import { once } from 'node:events'
import { createServer } from 'node:http'

const server = createServer((request, response) => response.end(`hello ${request.url?.slice(1)}`))
await once(server.listen(0, '127.0.0.1'), 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('listens on no port')

for (let guest = 1; guest <= 50; guest += 1) {
  const answer = await fetch(`http://127.0.0.1:${address.port}/${guest}`)
  console.log(answer.status, await answer.text())
}

server.close()
if (process.argv.includes('exit')) process.exit(7)
server.closeAllConnections()
