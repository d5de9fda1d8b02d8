import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { benchFolder, placed } from '../support/child.ts'
import { arrived, type Receiver } from '../support/receiving.ts'
import { tracedBy } from '../support/service.ts'
import type { Variant } from './variants.ts'

/** One start. */
export interface Sample {
  /** From the fork until the process is gone. */
  readonly wallMs: number
  readonly peakBytes: number
  readonly spansReceived: number
}

/** Starts the script and waits until it is gone, and until its spans have arrived. */
export const measure = async ({ product, script, spans }: Variant, receiver: Receiver): Promise<Sample> => {
  await receiver.reset()
  const { wallMs, peakBytes } = await run(
    [...product.nodeArgs, `start-up/${script}.cjs`],
    tracedBy(product, receiver.url),
  )
  return { wallMs, peakBytes, spansReceived: await arrived(receiver, spans.length) }
}

const run = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
  const startedMs = performance.now()
  const child = spawn(...placed('measured', process.execPath, args), {
    env,
    cwd: benchFolder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const report = text(child.stdio[3] as Readable)
  const [exitCode] = await once(child, 'exit')
  const wallMs = performance.now() - startedMs
  assert.equal(exitCode, 0, args.join(' '))
  return { wallMs, peakBytes: Number(await report) * 1024 }
}

/** What the script sends, and nothing else. */
export const assertOutput = async (variant: Variant, receiver: Receiver): Promise<void> => {
  await measure(variant, receiver)
  const { described, uncalledFor } = await receiver.received()
  assert.deepEqual({ described, uncalledFor }, { described: variant.spans, uncalledFor: [] }, variant.name)
}
