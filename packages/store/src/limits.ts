/** Every size, count and time of the store, with its reason. All can be overridden, so that tests meet their edges. */
export interface StoreLimits {
  /** A segment is closed once it holds this many bytes. One segment becomes one block in the database's memory. */
  readonly segmentBytes: number
  /** A segment is closed this long after its first append: what was sent is on the page within a second. */
  readonly segmentAgeMs: number
  /**
   * A request is appended in pieces that end with the row that reaches this. Every row repeats its resource, so rows can be a
   * thousand times as large as a request whose resource is large and whose spans are small.
   */
  readonly appendBytes: number
  /** Encoded rows that wait for the disk. A disk that hangs must refuse requests, not eat the memory. */
  readonly queuedBytes: number
  /** Bytes of closed segments that wait to be loaded. A database that cannot keep up must refuse requests, not fill the disk. */
  readonly pendingBytes: number
  /** First pause after the database refused a load; every next one is twice as long. */
  readonly retryFirstMs: number
  /** The longest pause between two attempts to load the same segment. */
  readonly retryLastMs: number
  /** Attempts at a segment that fails for a reason we do not know, before it is set aside so that others can load. */
  readonly unexplainedAttempts: number
}

export const storeLimits: StoreLimits = {
  // 120,000 spans of six attributes, half a second of what two cores can take. A quarter of it makes four times as many parts,
  // which cost 2 µs a span more to merge; 100 MiB of memory is what it takes to load.
  segmentBytes: 64 * 1024 * 1024,
  segmentAgeMs: 500,
  // More than the 2,000 or 8,000 spans that collectors send at once.
  appendBytes: 8 * 1024 * 1024,
  queuedBytes: 64 * 1024 * 1024,
  // Two million spans of six attributes: about ten seconds of loading, or of a database that is not well, at full load.
  pendingBytes: 1024 * 1024 * 1024,
  retryFirstMs: 100,
  retryLastMs: 30_000,
  // With the pauses above: two minutes, longer than the restart of a database.
  unexplainedAttempts: 10,
}

/**
 * How many loaded blocks a table remembers, so that a segment loaded again after a crash stores nothing twice. A segment
 * is one block for each day its spans start on, and at most a few segments wait for deletion at any moment.
 */
export const deduplicationWindowBlocks = 10_000

/**
 * A part of spans below this is one file, and above it several for each of its 50 columns. A segment is below, since writing
 * that many files was 2.4 µs of the 5.3 that each of its rows took. What segments are merged to is above, and is merged
 * column by column for 3.2 µs a row instead of 5.1.
 */
export const widePartBytes = 160 * 1024 * 1024

/**
 * Days after which partitions start over. A segment of spans whose clocks are random makes a part in each of them: a
 * thousand are loaded in 5 to 15 s and 0.6 GB, while twenty thousand took three minutes and 3.5 GB.
 */
export const partitionsMax = 1000

/**
 * How far before the newest trace a list looks first, and how many times farther each time that was not far enough. A
 * busy hour has more traces than a list shows within a minute, and a quiet year is reached in six steps.
 */
export const lookBackNano = 60_000_000_000n
export const lookBackGrowth = 16n

/**
 * Texts up to here are copied by a loop, a nanosecond a byte; longer ones by two calls that cost 150 ns whatever the length.
 * At most 127 bytes, so that their length takes one.
 */
export const loopCopiedBytes = 127
