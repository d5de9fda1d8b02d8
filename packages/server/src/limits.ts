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

/** Characters that `mask_keep_last_4` shows: what people know their cards by. */
export const keptChars = 4

/** It shows them of texts from this length on, so that at least half stays hidden. */
export const keptOfCharsMin = 8

/** Hex digits of a hash that stands for a value: 64 bits, by which a billion values collide once in forty times. */
export const hashDigits = 16

/**
 * Keys whose verdict is remembered, a power of two: a fleet of services has a few hundred. Beyond it some are judged anew,
 * which takes a microsecond.
 */
export const knownKeys = 4096

/** Longer keys are judged anew each time: of OpenTelemetry's the longest has 50, and these take 256 KiB. */
export const knownKeyBytes = 64

/**
 * Characters of a text that patterns of users are tried on. RE2 takes 0.05 ms for a KiB, so 13 ms for each pattern, in which
 * no other request is served. A longer text is redacted as a whole, since nobody has looked at it.
 */
export const ownPatternTextChars = 256 * 1024

/** Longest name of a value within a text (`name=value`) that is looked at; those of secrets have up to 30 characters. */
export const valueNameChars = 64
