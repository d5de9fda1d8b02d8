/** Every size, count and time that the server bounds, with its reason. */

const MiB = 1024 * 1024

/**
 * Largest OTLP request, after decompression. The OpenTelemetry Collector's default for HTTP: an exporter that is tuned
 * for one fits the other. gRPC's own default of 4 MiB would refuse batches over one transport that pass on the other.
 */
export const requestBodyBytes = 20 * MiB

/**
 * Bytes of request bodies between arrival and acknowledgement, over all connections. A decoded request takes several
 * times its size as objects, so this is what keeps the process well below a gigabyte when the disk stalls. Above it
 * senders are told to come back; their queues are bigger than ours should be.
 */
export const inFlightBytes = 64 * MiB

/** What a refused but retryable request hears. Appends take milliseconds, so a second is a long time to catch up. */
export const retryAfterSeconds = 1

/** Headers arrive in one packet; ten seconds is a stalled or hostile client. */
export const headersTimeoutMs = 10_000

/** A whole request. 20 MiB in 30 s is 5.6 Mbit/s: a slower link needs smaller batches. */
export const requestTimeoutMs = 30_000

/** How often Node looks for requests beyond the two limits above; by its default of 30 s they would be kept 30 s late. */
export const connectionsCheckMs = 1_000

/**
 * Exporters send every 1–60 s. Node's default closes an idle connection after a few seconds, just as the next batch is
 * written to it, and the exporter sees a reset; so we outlast the usual intervals.
 */
export const keepAliveTimeoutMs = 75_000

/** How long a stop waits for requests in flight; Kubernetes kills after 30 s, and the drain needs its share. */
export const stopGraceMs = 10_000

/** How long a stop waits for the demo's processes before it kills them. */
export const demoStopMs = 5_000

/**
 * npm and npx pass on the Ctrl-C that the terminal has already delivered, so one key press can arrive as two signals.
 * Only a signal later than this counts as a second one.
 */
export const doubledSignalMs = 300

/** Traces in a list when the request names no limit: one screen. */
export const listLimitDefault = 50

/** Traces in a list at most: what the page can show and a human can read. */
export const listLimitMax = 1000

/** Characters of a text or service filter: longer than any sensible search, shorter than a header. */
export const filterTextChars = 1024

/** From where on the SDK traces: `engines` of its package.json. */
export const minNode = [22, 15] as const

/** The queue on disk of each destination. */
export const queueLimits = {
  /** A segment is closed once it holds this many bytes. What is evicted is a segment at least. */
  segmentBytes: 16 * MiB,
  /** A queue has at least so many segments by size and by age, so that what is evicted is a small part of it. */
  segmentsMin: 16,
  /** Records that wait for the disk. One that hangs must refuse requests, not eat the memory. */
  waitingBytes: 64 * MiB,
  /** How often old segments are looked for while nothing is sent: a queue lives for hours. */
  sweepMs: 60_000,
}

/** What is sent on to destinations. */
export const forwardLimits = {
  /** The longest pause that a destination can ask for: a mistake there must not silence it for a day. */
  retryAfterMs: 10 * 60_000,
  /** Kept of an answer: enough for its reason. */
  replyBytes: 64 * 1024,
  /** Kept of a reason: a sentence, where a proxy answers with a page. */
  reasonChars: 300,
  /** 8,192 spans shrink to 15 % in 5 ms; at zlib's own level, 6, to 14 % in 10 ms. */
  gzipLevel: 1,
  /** How long a stop waits for what is being sent; what is left stays on disk. */
  stopGraceMs: 5_000,
}
