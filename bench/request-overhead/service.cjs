// CommonJS, because OpenTelemetry's zero-code start (`--require`) is made for it: each peer at its best.
const fastify = require('fastify')

const app = fastify()
let served = 0

app.get('/hello/:id', async request => {
  served += 1
  return { hello: request.params.id }
})

process.on('message', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  process.send({ served, cpuMicros: userCPUTime + systemCPUTime, residentBytes: process.memoryUsage.rss() })
})

app.listen({ host: '127.0.0.1', port: 0 }).then(url => process.send({ url }))
