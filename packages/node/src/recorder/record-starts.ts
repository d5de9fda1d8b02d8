const BLOCKS = 512

/**
 * Remembers, for each of 512 blocks of a ring, where the first record at or after its beginning is. So the writer gives up
 * a block at a time without looking at what is in it: the oldest record is the one whose bytes left every cache long ago.
 */
export class RecordStarts {
  readonly #starts = new Int32Array(BLOCKS)
  readonly #blockBytes: number

  constructor(ringBytes: number) {
    this.#blockBytes = Math.max(ringBytes / BLOCKS, 1)
  }

  /** A record was written from `start` to `end`, where the next one begins. */
  add(start: number, end: number): void {
    const mask = this.#blockBytes - 1
    // Positions are compared by their difference, which is right across their wrap.
    for (let block = (start & ~mask) + this.#blockBytes; ((end - block) | 0) >= 0; block += this.#blockBytes) {
      this.#starts[this.#indexOf(block)] = end
    }
  }

  /** The first record that begins in the block after `position`, or in a later one; `head` where none has yet. */
  after(position: number, head: number): number {
    const block = ((position + this.#blockBytes - 1) & ~(this.#blockBytes - 1)) | 0
    return ((block - head) | 0) > 0 ? head : (this.#starts[this.#indexOf(block)] ?? head)
  }

  #indexOf(block: number): number {
    return ((block >>> 0) / this.#blockBytes) & (BLOCKS - 1)
  }
}
