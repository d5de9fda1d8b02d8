// CommonJS, because the peers' zero-code starts (`--require`) are made for it: each at its best.
let served = 0

/** Called by each request, so that what is divided by is what was served. */
exports.count = () => {
  served += 1
}

const usage = () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  const main = process.threadCpuUsage()
  return {
    served,
    cpuMicros: userCPUTime + systemCPUTime,
    mainCpuMicros: main.user + main.system,
    residentBytes: process.memoryUsage.rss(),
  }
}

/**
 * Tells the bench that the app is there, and what it has used whenever the bench asks.
 * @param url where it listens, if it does
 * @param work what a question makes it do before the answer, if anything
 */
exports.ready = (url, work = () => {}) => {
  process.on('message', async question => {
    await work(question)
    process.send(usage())
  })
  process.once('disconnect', () => process.exit())
  process.send({ url })
}

exports.portOf = server => `http://127.0.0.1:${server.address().port}`
