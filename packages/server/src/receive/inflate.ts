import type { Readable, Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'

/** 64 KiB out per trip to the thread pool: the default of 16 KiB makes four times as many trips. */
const chunkSize = 64 * 1024

const inflaters: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
}

/** The compressions that both transports take, beside none. */
export const compressions = Object.keys(inflaters)

/** Makes what takes a compression off; undefined for one that we do not have. */
export const inflaterOf = (compression: string): Transform | undefined =>
  Object.hasOwn(inflaters, compression) ? inflaters[compression]?.() : undefined

/** Has `use` read `source` through `inflater`, and lets go of both, however much of it was read. */
export async function throughInflater<T>(
  source: Readable,
  inflater: Transform,
  use: (inflated: Readable) => Promise<T>,
): Promise<T> {
  const cutOff = () => inflater.destroy(new Error('request cut off'))
  // Not stream.pipeline(): it would destroy the request with the inflater, and with it the socket the answer needs.
  source.once('error', cutOff).pipe(inflater)
  const used = await use(inflater)
  source.off('error', cutOff).unpipe(inflater)
  inflater.destroy()
  return used
}
