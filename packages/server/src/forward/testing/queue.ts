import type { TestContext } from 'node:test'
import type { Payload } from '../../pipeline/payload.ts'
import type { Batch } from '../queue/batch.ts'
import { openQueue, type Queue, type QueueOptions } from '../queue/queue.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const roomy = {
  sizeBytes: 1024 * 1024,
  ageMs: 3_600_000,
  whenFull: 'drop_oldest',
  batch: { items: 1000, bytes: 100_000, timeoutMs: 3_600_000 },
} as const

export async function openTestQueue(t: TestContext, options: Partial<QueueOptions> = {}): Promise<Queue> {
  const queue = await openQueue({ folder: await temporaryFolder(t), ...roomy, ...options })
  t.after(() => queue.close())
  return queue
}

export const payloadOf = (text: string, { signal = 'traces', itemCount = 1 }: Partial<Payload> = {}): Payload => ({
  signal,
  bytes: Buffer.from(text),
  itemCount,
})

export const textsOf = (batch: Batch | undefined): readonly string[] =>
  batch?.requests.map(({ bytes }) => Buffer.from(bytes).toString()) ?? []

export async function readAll(queue: Queue): Promise<readonly string[]> {
  const texts: string[] = []
  for (let batch = await queue.read(); batch !== undefined; batch = await queue.read()) {
    texts.push(...textsOf(batch))
    await queue.finish(batch)
  }
  return texts
}

export const onlyTraces = (traces: number) => ({ traces, metrics: 0, logs: 0, profiles: 0 })
