import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { forwardLimits } from '../limits.ts'

const gzip = promisify(zlib.gzip)
const zstd = promisify(zlib.zstdCompress)

export type Compression = 'gzip' | 'zstd' | 'none'

export interface Compressed {
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

/** In a thread of Node's pool, so that the receivers go on. The same bytes always give the same bytes. */
export async function compress(bytes: Uint8Array, compression: Compression): Promise<Compressed> {
  switch (compression) {
    case 'gzip':
      return { headers: { 'content-encoding': 'gzip' }, bytes: await gzip(bytes, forwardLimits.gzip) }
    case 'zstd':
      return { headers: { 'content-encoding': 'zstd' }, bytes: await zstd(bytes) }
    case 'none':
      return { headers: {}, bytes }
  }
}
