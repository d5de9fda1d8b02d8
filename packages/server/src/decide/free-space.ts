import { statfs } from 'node:fs/promises'

/** How much of a disk was free at the last look: who has to know it for each request does not wait for the answer. */
export interface FreeSpace {
  readonly bytes: number
  look(): Promise<void>
}

/** Of the disk that `folder` is on. Where that cannot be told, it is what it was, and at first without end. */
export function createFreeSpace(folder: string): FreeSpace {
  let bytes = Number.POSITIVE_INFINITY
  return {
    get bytes() {
      return bytes
    },
    look: () =>
      statfs(folder).then(
        ({ bavail, bsize }) => {
          bytes = bavail * bsize
        },
        () => undefined,
      ),
  }
}
