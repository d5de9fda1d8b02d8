import { setTimeout as pause } from 'node:timers/promises'
import { createFleet } from './fleet.ts'
import { visitTimeoutMs } from './limits.ts'
import { startServices } from './services.ts'
import { type Visit, visits } from './traffic.ts'

/** The same shoppers on every run. */
const seed = 4319

const fleet = createFleet(sentence => end(`${sentence}; the demo is over`))

let isOver = false
const end = async (failure?: string) => {
  if (isOver) return
  isOver = true
  if (failure !== undefined) console.error(`demo: ${failure}`)
  await fleet.stop()
  process.exit(failure === undefined ? 0 : 1)
}
process.on('SIGTERM', () => end())
process.on('SIGINT', () => end())
process.on('disconnect', () => end())

const send = async (gatewayUrl: string, { method, path, userId, body }: Visit) => {
  const headers = { 'x-user-id': userId, ...(body !== undefined && { 'content-type': 'application/json' }) }
  const signal = AbortSignal.timeout(visitTimeoutMs)
  const response = await fetch(`${gatewayUrl}${path}`, { method, headers, body: body ?? null, signal })
  await response.arrayBuffer()
}

try {
  const gatewayUrl = await startServices(fleet)
  console.error(`demo: shoppers are on their way to the gateway at ${gatewayUrl}`)
  for (const visit of visits(seed)) {
    // A gateway that is gone is reported by the fleet, with its exit code.
    await send(gatewayUrl, visit).catch(() => {})
    await pause(visit.pauseMs)
  }
} catch (error) {
  await end(error instanceof Error ? error.message : String(error))
}
