/** A writer that grows starts here: most responses fit, and a request of spans doubles its way up in a few steps. */
export const initialWriterBytes = 1024

/**
 * Strings up to here are encoded by a loop, longer ones by `TextEncoder`, whose call costs 70 ns whatever the length;
 * the loop costs 2 ns a character. At most 3 bytes each keeps the length prefix in one byte (3 × 42 = 126 < 128).
 */
export const loopEncodedChars = 42

/**
 * How deep an `AnyValue` may nest, itself included. Protobuf decoders refuse more than 100 messages inside one another;
 * the value of an exemplar's attribute is the ninth, and each key-value list adds three: 9 + 3 × 30 = 99. So what we
 * accept, everybody can read back. The stack is safe far beyond.
 */
export const anyValueDepthMax = 31

/**
 * How many hollow messages one payload may hold: those too short to say anything. Two bytes, which gzip makes out of
 * almost nothing, become an object a hundred times their size; without a bound, 16 kB of gzip would ask for gigabytes.
 */
export const hollowMessagesMax = 10_000

/**
 * Bytes below which a message is hollow: a span or link without its two ids, an event or a data point without its time, a
 * metric without name and kind, and so on.
 */
export const hollowBelowBytes = {
  span: 28,
  link: 28,
  event: 9,
  metric: 5,
  dataPoint: 9,
  quantile: 9,
  logRecord: 9,
  keyValue: 3,
  group: 4,
} as const

/** A varint carries 64 bits in at most ten bytes; an eleventh is an error (protobuf encoding, "Base 128 Varints"). */
export const varintBytesMax = 10

/** Blocks of memory that are used again: of less it is not worth the while, and more is rare. */
export const smallestKeptBytes = 1024
export const largestKeptBytes = 8 * 1024 * 1024

/** How much of it may wait for its next use: what some forty requests of 500 spans take on their way. */
export const keptMemoryBytes = 32 * 1024 * 1024
