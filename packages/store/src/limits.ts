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
  /** Bytes in closed segments from which on appends are refused, until the database has loaded some of them. */
  readonly pendingBytes: number
  /** The same for how many they are: each is two files, and is looked at one by one after a crash. */
  readonly pendingSegments: number
  /** Free space on the disk below which no segment is begun. */
  readonly freeBytes: number
  /** How often the size of the store is compared with what it may be. */
  readonly retentionCheckMs: number
  /** First pause after the database refused a load; every next one is twice as long. */
  readonly retryFirstMs: number
  /** The longest pause between two attempts to load the same segment. */
  readonly retryLastMs: number
  /** Attempts at a segment that fails for a reason we do not know, before it is set aside so that others can load. */
  readonly unexplainedAttempts: number
}

/**
 * Rows that one request may make. Each repeats its resource, so that a request of 20 MiB, most of it one resource of very
 * many spans, would ask for terabytes; the usual one makes rows of twice its size.
 */
export const rowBytesMax = 64 * 1024 * 1024

export const storeLimits: StoreLimits = {
  // 120,000 spans of six attributes, half a second of what two cores can take. A quarter of it makes four times as many parts,
  // which cost 2 µs a span more to merge; 100 MiB of memory is what it takes to load.
  segmentBytes: 64 * 1024 * 1024,
  segmentAgeMs: 500,
  // More than the 2,000 or 8,000 spans that collectors send at once.
  appendBytes: 8 * 1024 * 1024,
  queuedBytes: rowBytesMax,
  // Ten seconds of loading at full speed: the database catches up soon, and has room on the disk to do it.
  pendingBytes: 1024 * 1024 * 1024,
  // Eight tables whose segments close by age make sixteen a second: ten minutes without the database.
  pendingSegments: 10_000,
  // Segments of each table that were begun above it, what the database reserves to load them, and the merge of small parts.
  freeBytes: 512 * 1024 * 1024,
  // What is stored in a minute at full speed, a gigabyte or two, is a small part of what one gives to a store.
  retentionCheckMs: 60_000,
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

/**
 * Where times to live end: the database keeps when a row expires in 32 bits of seconds, up to 2106. A row that claims to be
 * of 2070 or later expires as one of 2070, and with an age of thirty years at most the sum stays below that.
 */
export const ttlLatestUnixNano = 3_155_760_000_000_000_000n
export const retentionAgeMaxMs = 30 * 365 * 86_400_000

/** A store with a size has its parts merged up to a twentieth of it: few enough to be quick, small enough to be let go. */
export const partsOfSize = 20

/** Attributes of a resource or a scope that profiles have in columns; the bytes beside them have all. */
export const profileAttributesMax = 256
