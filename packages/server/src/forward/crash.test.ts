import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openTestForwarder } from './testing/forwarder.ts'
import { type ReceivedRequest, startReceiver } from './testing/receiver.ts'
import { spanNamesOf } from './testing/spans.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const program = fileURLToPath(new URL('./testing/take-until-killed.ts', import.meta.url))
const rounds = 20
/** A batch of 50 spans has about 5 KB. */
const smallRequestBytes = 1500

interface Round {
  readonly folder: string
  readonly url: string
  readonly firstSpan: number
  readonly acknowledgements: number
}

/** Lets the program take spans until it acknowledged so many, kills it, and gives all that it acknowledged. */
async function takeAndKill(t: TestContext, { folder, url, firstSpan, acknowledgements }: Round) {
  const args = ['--conditions=throughline-source', program, folder, url, String(firstSpan)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const closed = once(child, 'close')
  const acknowledged: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line)
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL')
  }
  const [, signal] = await closed
  assert.equal(signal, 'SIGKILL')
  return acknowledged
}

for (const [takes, bytesMax] of [
  ['every request', Number.POSITIVE_INFINITY],
  ['small requests only', smallRequestBytes],
] as const) {
  test(`where ${takes} is taken, each acknowledged span arrives, and but for repeated requests once`, t =>
    arrivesOnce(t, bytesMax))
}

async function arrivesOnce(t: TestContext, bytesMax: number): Promise<void> {
  const folder = await temporaryFolder(t)
  const receiver = await startReceiver(t)
  const requests: ReceivedRequest[] = []
  receiver.answer = (response, request) => {
    if (request.body.length > bytesMax) return response.writeHead(413).end()
    requests.push(request)
    return response.end()
  }
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round++) {
    const acknowledgements = 1 + Math.floor(Math.random() ** 2 * 1000)
    t.diagnostic(`round ${round}: killed after ${acknowledgements} acknowledgements`)
    const options = { folder, url: receiver.url, firstSpan: round * 1_000_000, acknowledgements }
    acknowledged.push(...(await takeAndKill(t, options)))
  }
  const last = await openTestForwarder(t, { name: 'crash', type: 'otlp_http', endpoint: receiver.url }, { folder })
  await last.close()

  assert.equal(last.stats().queuedItems.traces, 0)
  const bodies = new Set(requests.map(({ body }) => body.toString('latin1')))
  const received = [...bodies].flatMap(body => spanNamesOf(Buffer.from(body, 'latin1')))
  t.diagnostic(`${requests.length - bodies.size} of ${requests.length} requests came again`)
  const unique = new Set(received)
  assert.deepEqual(
    acknowledged.filter(name => !unique.has(name)),
    [],
  )
  assert.equal(received.length, unique.size)
}
