/**
 * Compares builds of the SDK, for whoever changes something on its way:
 *
 *     node --conditions=throughline-source bench/builds.ts [--service NAME] [--sampled-out] [--rounds N] [--seconds N] DIST[,NAME=VALUE]…
 *
 * A DIST is a copy of `packages/node/dist` with a `package.json` of `{"type":"module"}` beside it, anywhere below the
 * checkout; settings may follow it, so that one build can be compared with itself. All services live at once and are loaded in turn, so that little but the build differs. `bench/README.md` says
 * how the cases measure, which have the peers too.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { services } from './request-overhead/services.ts'
import { stepAside } from './support/child.ts'
import { closedLoop, warmUpSeconds } from './support/load.ts'
import { type Product, throughline, untraced } from './support/products.ts'
import { inRounds } from './support/rounds.ts'
import { type Service, startService } from './support/service.ts'
import { difference, median, pairwise } from './support/statistics.ts'
import { type Row, table } from './support/table.ts'

interface Sample {
  readonly requestsPerSecond: number
  readonly cpuMicros: number
  readonly mainCpuMicros: number
  readonly residentMebibytes: number
}

/** A service that goes on running between its turns. */
interface Loaded extends Service {
  readonly name: string
}

/** Longer than spans wait to be sent, which is part of their cost. */
const restMs = 600

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    service: { type: 'string', default: 'fastify' },
    'sampled-out': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '2' },
  },
})

const measured = services.find(({ name }) => name === values.service)
if (measured === undefined) throw new Error(`there is no service '${values.service}' in request-overhead/services.ts`)
const missing = measured.missing()
if (missing !== undefined) throw new Error(missing)

const productOf = (build: string): Product => {
  const [folder = '', ...settings] = build.split(',')
  return {
    ...throughline,
    name: build,
    nodeArgs: ['--import', resolve(folder, 'register.js')],
    env: receiverUrl => ({
      ...throughline.env(receiverUrl),
      ...(values['sampled-out'] && throughline.sampledOutEnv),
      ...Object.fromEntries(settings.map(setting => setting.split('=', 2))),
    }),
  }
}

const measure = async ({ url, usage }: Loaded): Promise<Sample> => {
  const before = await usage()
  const requestsPerSecond = await closedLoop(url + measured.path, Number(values.seconds))
  await pause(restMs)
  const after = await usage()
  const requests = after.served - before.served
  return {
    requestsPerSecond,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
    mainCpuMicros: (after.mainCpuMicros - before.mainCpuMicros) / requests,
    residentMebibytes: after.residentBytes / 2 ** 20,
  }
}

const rowOf = (name: string, own: readonly Sample[], bare: readonly Sample[]): Row => {
  const of = (samples: readonly Sample[], field: keyof Sample) => samples.map(sample => sample[field])
  return {
    build: name,
    requestsPerSecond: median(of(own, 'requestsPerSecond')),
    cpuMicros: median(of(own, 'cpuMicros')),
    leastCpuMicros: Math.min(...of(own, 'cpuMicros')),
    mainCpuMicros: median(of(own, 'mainCpuMicros')),
    addedCpuMicros: median(pairwise(of(own, 'cpuMicros'), of(bare, 'cpuMicros'), difference)),
    residentMebibytes: median(of(own, 'residentMebibytes')),
  }
}

stepAside()
// Reads and counts nothing: what a receiver does with spans takes its core from the load, and is no matter of the build.
const receiver = createServer((request, response) => request.resume().on('end', () => response.end()))
await once(receiver.listen(0, '127.0.0.1'), 'listening')
const receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
const { env, stop: stopSurroundings } = await measured.surroundings()
const loaded: Loaded[] = []
try {
  for (const product of [untraced, ...positionals.map(productOf)]) {
    const service = await startService({ app: measured.name, product, receiverUrl, env })
    loaded.push({ ...service, name: product.name })
    await closedLoop(service.url + measured.path, warmUpSeconds)
  }
  const samples = [...(await inRounds(Number(values.rounds), loaded, measure))]
  const [[, bare] = [undefined, []]] = samples
  console.log(table(samples.map(([{ name }, own]) => rowOf(name, own, bare))))
} finally {
  for (const { stop } of loaded) await stop()
  await stopSurroundings()
  receiver.closeAllConnections()
  receiver.close()
}
