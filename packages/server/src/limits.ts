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

/** When to come back where too much is on its way. Appends take milliseconds, so a second is a long time to catch up. */
export const busyRetrySeconds = 1

/**
 * When to come back where data cannot be kept: after as long as that has lasted already, within these. A full disk waits for a
 * person. But OpenTelemetry's SDK for Node drops a batch whose pause is longer than what is left of its ten seconds, so that
 * it begins with little; and after half a minute there is nobody left to be spared, while all wait once there is room again.
 */
export const failedRetrySeconds = { first: 2, last: 30 }

/**
 * How often an output that fails is tried. Each attempt may leave a request with the other outputs, which get it again later;
 * once there is room again, nobody has to wait for longer.
 */
export const failedOutputRestMs = 1_000

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

/** How often memory is looked at: a request of the largest size takes longer to arrive. */
export const memoryCheckMs = 200

/** Of the memory limit: from here on only small requests are taken. The OpenTelemetry Collector's limiter has the same share. */
export const softMemoryShare = 0.8

/** Of what may be in flight, what still may above the soft mark. */
export const softInFlightShare = 1 / 8

/** A file of settings. Ours have a few kilobytes; more is another file, given by mistake. */
export const configFileBytes = 1024 * 1024

/** How often the file of settings is looked at. A `stat` takes microseconds, and a person waits a second for a change. */
export const configPollMs = 1_000

/** How long a file has to stay as it is before it is read: whoever writes one in pieces does so within this. */
export const configSettleMs = 300

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
 * Texts that were read, since they looked as if there were something to redact, and had nothing. A power of two: statements
 * with names in quotes, of which a fleet of services has some hundreds, and whatever patterns of users are tried on.
 */
export const knownTexts = 1024

/** Longer texts are read anew each time: statements that repeat are seldom longer, and these take 512 KiB. */
export const knownTextBytes = 512

/**
 * Characters of a text that patterns of users are tried on. RE2 takes 0.05 ms for a KiB, so 13 ms for each pattern, in which
 * no other request is served. A longer text is redacted as a whole, since nobody has looked at it.
 */
export const ownPatternTextChars = 256 * 1024

/** Longest name of a value within a text (`name=value`) that is looked at; those of secrets have up to 30 characters. */
export const valueNameChars = 64

/** Such names whose harmlessness is remembered, a power of two: a fleet of services has a few hundred in its queries. */
export const knownNames = 1024

/** The smallest buffer that can be set: three of the largest requests fit in, so that none is refused for ever. */
export const samplingBufferBytesMin = 64 * MiB

/**
 * How much of the spans that wait is read at once. Entry by entry, requests of one span came faster than they were read
 * again (3,000 a second); what is read in vain between two entries is a millisecond at most.
 */
export const readAtOnceBytes = MiB

/** Every size, count and time of a tail sampler, with its reason. The configuration sets the first five. */
export interface TailSamplerLimits {
  /** Traces that wait at once. */
  readonly traces: number
  /** Disk that waiting spans may take. */
  readonly bufferBytes: number
  /** A trace of so many bytes is decided at once: what is handed over in one payload has to fit into memory. */
  readonly traceBytes: number
  readonly rememberedKept: number
  readonly rememberedDropped: number
  /** From this share of traces or bytes on the oldest are decided early. */
  readonly crowdedShare: number
  /** A file of the log is deleted as a whole, so this is how much may stay behind. */
  readonly segmentBytes: number
  /** Bytes of kept spans that go to the output at once. */
  readonly handOverBytes: number
  /** Traces that are settled at once: a payload may be read again for each group. */
  readonly handOverTraces: number
  /** What stays free on the disk beside what the output needs: without it nothing could be handed over, nor deleted then. */
  readonly freeBytes: number
  /** How often it looks for traces whose time has come, and at the disk. */
  readonly tickMs: number
  /** The pause after the output has refused. */
  readonly retryMs: number
}

export const tailSamplerLimits: TailSamplerLimits = {
  // 750 bytes each with spans in two requests, so 150 MB. With 30 s of wait, 6,600 traces a second.
  traces: 200_000,
  bufferBytes: 1024 * MiB,
  traceBytes: 16 * MiB,
  // 75 bytes each.
  rememberedKept: 100_000,
  rememberedDropped: 100_000,
  // The quarter above is for what arrives while the output is slow.
  crowdedShare: 0.75,
  segmentBytes: 16 * MiB,
  // A destination's request is of about this size, and the store takes up to twenty.
  handOverBytes: 4 * MiB,
  handOverTraces: 1_000,
  // Room for a file of the log where it goes to, and for what arrives between two looks at the disk.
  freeBytes: 64 * MiB,
  // Waits are of seconds; a tenth of one more is not noticed.
  tickMs: 100,
  retryMs: 1_000,
}

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
  /**
   * A request that exhausts a gRPC server, who knows what of, is split until it has this size. No limit on messages is lower by
   * default, gRPC's is 4 MiB; and where it is a quota that was exhausted, one request must not become thousands.
   */
  exhaustingBytes: 64 * 1024,
  /**
   * The size that a destination takes is tried anew by so much with each batch. It is at least half of what could be: after 45
   * batches there, so that one request in 45 is refused at worst, while a mistake is forgotten within the hour.
   */
  partGrowth: 1 / 64,
  /**
   * 8,192 spans shrink to 15 % in 5 ms; at zlib's own level, 6, to 14 % in 10 ms. In one or two trips to the thread pool: by
   * default each 16 KiB of what comes out is one.
   */
  gzip: { level: 1, chunkSize: 256 * 1024 },
  /** How long a stop waits for what is being sent; what is left stays on disk. */
  stopGraceMs: 5_000,
}
