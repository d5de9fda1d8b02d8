import type { Readable } from 'node:stream'
import { maxResponseBytes } from '../limits.ts'

/** Collects what arrives, and passes over what is beyond the limit; returns how to ask for it. */
export function collectBody(response: Readable): () => Buffer {
  const chunks: Buffer[] = []
  let keptBytes = 0
  response.on('data', (chunk: Buffer) => {
    if (keptBytes >= maxResponseBytes) return
    const kept = chunk.subarray(0, maxResponseBytes - keptBytes)
    keptBytes += kept.length
    chunks.push(kept)
  })
  return () => Buffer.concat(chunks)
}
