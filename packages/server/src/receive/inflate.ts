import type { Readable } from 'node:stream'
import { constants, createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { zstdWindowLogMax } from '../limits.ts'
import { type Allowance, brokenEncoding, collect } from './collect.ts'
import type { Step } from './refusal.ts'

type Inflater = Gunzip | ZstdDecompress

/** 64 KiB out per trip to the thread pool: the default of 16 KiB makes four times as many trips. */
const chunkSize = 64 * 1024

const inflaters: Readonly<Record<string, () => Inflater>> = {
  gzip: () => createGunzip({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax } }),
}

/** The compressions that both transports take, beside none. */
export const compressions = Object.keys(inflaters)

/** Makes what takes a compression off; undefined for one that we do not have. */
export const inflaterOf = (compression: string): Inflater | undefined =>
  Object.hasOwn(inflaters, compression) ? inflaters[compression]?.() : undefined

/** Reads `source` through `inflater`. What is weighed is what comes out, so a bomb costs no more memory than the limit. */
export async function collectInflated(
  source: Readable,
  inflater: Inflater,
  allowance: Allowance,
): Promise<Step<Uint8Array>> {
  let sourceBytes = 0
  const weigh = (chunk: Uint8Array) => {
    sourceBytes += chunk.length
  }
  const cutOff = () => inflater.destroy(new Error('request cut off'))
  // Not stream.pipeline(): it would destroy the request with the inflater, and with it the socket the answer needs.
  source.on('data', weigh).once('error', cutOff).pipe(inflater)
  const step = await collect(inflater, allowance)
  source.off('data', weigh).off('error', cutOff).unpipe(inflater)
  inflater.destroy()
  // Node stops after the first frame of zstd without a word (nodejs/node#64741): what follows it would be lost.
  return step.ok && inflater.bytesWritten < sourceBytes ? brokenEncoding() : step
}
