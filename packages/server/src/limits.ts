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

/**
 * The window of zstd as a power of two: 8 MiB, which is the most that a sender over HTTP may use (RFC 9659). By zstd's own
 * limit a request of twenty bytes could ask for 128 MiB.
 */
export const zstdWindowLogMax = 23

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

/** Calls at once on one connection. Exporters have one or a few; a caller with more waits, and no memory is lost to it. */
export const grpcStreamsMax = 256

/**
 * How much a gRPC sender may send before it hears that we have read it. HTTP/2's 64 KiB would let one of 20 ms away send 3 MB a
 * second; with 1 MiB it is 50.
 */
export const grpcWindowBytes = MiB

/** How often files of certificates and tokens are looked at. They are renewed days before they end. */
export const filesCheckMs = 1_000

/** How long a browser may remember what it may send: two hours, which is as long as Chromium will. */
export const corsMaxAgeSeconds = 7_200

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
