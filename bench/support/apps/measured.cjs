// CommonJS, because the peers' zero-code starts (`--require`) are made for it: each at its best.
let served = 0

/** Called by each request, so that what is divided by is what was served. */
exports.count = () => {
  served += 1
}

/** Tells the bench where the app listens, and what it has used whenever the bench asks. */
exports.ready = url => {
  process.on('message', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    const main = process.threadCpuUsage()
    process.send({
      served,
      cpuMicros: userCPUTime + systemCPUTime,
      mainCpuMicros: main.user + main.system,
      residentBytes: process.memoryUsage.rss(),
    })
  })
  process.once('disconnect', () => process.exit())
  process.send({ url })
}

exports.portOf = server => `http://127.0.0.1:${server.address().port}`
