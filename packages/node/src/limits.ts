/** Every buffer, count, size and time of the SDK, with its reason. */

/** What one span may take in the ring. A stack of 1,000 frames is 100 KiB; the server refuses far larger ones anyway. */
export const maxRecordBytes = 1 << 20

/**
 * 8 MiB holds about 18,000 spans: a second of receiver outage at 20,000 spans/s, half a minute at 600. Twice as much would
 * be a quarter of all that the SDK adds to a busy process (bench/request-overhead). A power of two: see `ring-layout.ts`.
 */
export const ringBytes = 8 << 20

/**
 * Log records have a ring of their own, made where they are sent: 4 MiB holds about 10,000 lines of 400 bytes, and lines
 * that come in floods push out no spans.
 */
export const logRingBytes = 4 << 20

/**
 * Ended spans of requests and jobs that were sampled out and go on, held for the case that something fails. A span with
 * six attributes is 700 bytes, so that is 11 MiB at most; an app of usual requests has some hundred.
 */
export const maxUndecidedSpans = 1 << 14

/**
 * Local traces that were sampled out, are over, and are held all the same, for work that begins after its request and
 * fails: the last second of a thread with 16 requests a second. 64 of them were most of what outlived a collection of young
 * garbage, which V8 answers by a young generation of three times the size.
 */
export const maxOverTraces = 16

/** Tried first for every span; the largest span of a usual request is under 2 KiB. */
export const usualRecordBytes = 16 << 10

/**
 * One copy out of the ring, and so about the largest request body: a quarter of the 4 MiB that collectors refuse. Larger
 * ones than the usual 512 spans, because much of what a request costs is the same whatever is in it; no larger, because
 * where the app has one core, a batch is the time that it waits. Two MiB save nothing that can be measured.
 */
export const maxBatchBytes = 1 << 20

/** Pending bytes that wake the exporter before its delay is over: nearly a batch, since each costs a request. */
export const wakeAtPendingBytes = (maxBatchBytes / 8) * 7

/** Half a second: a page that follows live feels immediate, and an idle app is not woken at all (see `thread.ts`). */
export const defaultScheduleDelayMs = 500

/** The OTLP exporter specification's default for one request. */
export const defaultExportTimeoutMs = 10_000

/** The specification's default of `OTEL_METRIC_EXPORT_INTERVAL`. */
export const defaultMetricIntervalMs = 60_000

/** How often losses are told in the app's log, if there are any: a receiver that is away for an hour makes 60 lines. */
export const lossReportMs = 60_000

/** Longest that the process is held at exit for a slow receiver; one that refuses connections costs no wait. */
export const exitDrainMs = 2_000

/**
 * Longest that a process which ends waits for its exporter thread to start: that takes 60 ms, or seconds where the process
 * has a tenth of a core.
 */
export const exporterStartMs = 5_000

/** Longest that `flush()` and `shutdown()` wait for a receiver that answers, but never with a success. */
export const flushTimeoutMs = 10_000

/** Spans that wait for a `traceExporter` of the app's: the specification's default of `OTEL_BSP_MAX_QUEUE_SIZE`. */
export const maxQueuedSpans = 2048

/** Spans that it is handed at once: the specification's default of `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`. */
export const maxExportSpans = 512

/** Longest that it may take for them: the specification's default of `OTEL_BSP_EXPORT_TIMEOUT`. */
export const exporterTimeoutMs = 30_000

/** First pause after a failed request; doubled each time. Short, since a restarted receiver is back within a second. */
export const firstRetryMs = 250

/** The longest pause between two attempts. Retry-After may ask for more, up to `maxRetryAfterMs`. */
export const maxRetryMs = 10_000

/** A Retry-After beyond this is obeyed only this long: a wrong clock must not silence a service for a day. */
export const maxRetryAfterMs = 60_000

/** Of an answer's body, what is read to find a partial success or a reason. */
export const maxResponseBytes = 64 << 10

/** Of a sentence for the app's log that quotes a receiver: a proxy may answer with a page of HTML. */
export const maxComplaintChars = 500

/** The specification's default for attributes of a span, events and links of a span, attributes of an event or link. */
export const defaultSpanCountLimit = 128

/** Nesting of maps and arrays in one attribute value. Deeper is cut: a cyclic object must not hang the app. */
export const maxValueDepth = 16

/**
 * Values in one attribute, those inside of maps and arrays included. An embedding has 4,096 at most; a request or a
 * syntax tree whose parts point at each other would be copied along every path, which is for ever.
 */
export const maxAttributeValues = 8192

/** Errors that are told with the one that they caused, in its stack trace: 100 lines or so. */
export const maxCauses = 16

/** W3C baggage, "Limits": a platform must carry at least this much; more is not carried. */
export const maxBaggageBytes = 8192

/** W3C trace context, 3.3.1.1: at least 512 characters of tracestate are carried. More is dropped whole. */
export const maxTraceStateBytes = 512

/** W3C trace context, "list": one of more members is not valid. */
export const maxTraceStateMembers = 32

/** W3C trace context, "Value": characters of one member's; the specification of `ot` says the same. */
export const maxTraceStateValueBytes = 256

/** SQL texts remembered without their literals. An app has hundreds of statements; built ones would grow it for ever. */
export const maxCachedStatements = 1_000

/** Routes, and statuses of each, whose attributes are encoded once. An app has some hundred; one whose routes hold ids, any number. */
export const maxRecurringValues = 1_000

/** Characters of an attribute's key that is remembered as it is encoded: `http.response.status_code` has 25. */
export const maxKnownKeyChars = 40

/** Places for such keys, of which two may ask for the same: an app has some fifty keys. 256 of 40 characters are some 50 KiB. */
export const knownKeySlots = 256

/** Databases whose statements are remembered. An app has one or two; one that gives each tenant its own meets thousands. */
export const maxKnownDatabases = 100

/** Statements longer than this are cut before literals are removed: a bulk insert must not cost milliseconds. */
export const maxStatementChars = 16 << 10

/** Old space of the exporter thread: two batches, their compressed forms, and the http client. */
export const exporterHeapMb = 64

/** Its young generation. A batch makes no garbage to speak of; V8 would let it grow to three times as much. */
export const exporterYoungHeapMb = 6

/** Local traces a second that leave although the head decision was no. An incident is seen well in fifty a second. */
export const defaultKeptTracesPerSecond = 50

/** After a quiet time this many seconds' worth is kept at once: failures come in bursts, and the first tell the most. */
export const keepBurstSeconds = 3

/** The same for new traces that are sampled: what is named in traces a second is not to be exceeded for longer. */
export const sampleBurstSeconds = 1

/** Nothing faster is slow, whatever its route usually takes: the 1 % above the p99 of a fast route are noise. */
export const keepFloorMs = 100

/** What is slow for a route: longer than all but one in a hundred of its requests. */
export const slowQuantile = 0.99

/** Requests before a route's p99 means something; until then the floor alone says what is slow. */
export const minRouteRequests = 100

/** Requests after which a route's older half counts half: minutes of a busy route, a day of a quiet one. */
export const routeWindowRequests = 4096

/** Routes with a p99 of their own, half a KiB each; what names come after share one. */
export const maxKnownRoutes = 1_000

/** Spans that can be told of when the app hangs. More are open in an app that leaks them, and then the oldest give way. */
export const maxOpenSpans = 4096

/** Of an open span's name; with the rest of its slot 128 bytes. A multiple of 4. */
export const maxOpenSpanNameBytes = 68

/**
 * Resource and instrumentation scopes. Of these an app has fifty, with a hundred bytes each; a resource is as large as a
 * variable of the environment may be, 128 KiB on Linux. What is not used is never touched.
 */
export const catalogBytes = 256 << 10

/** How often the exporter looks whether the app hangs: one look at each slot for open spans, in its own thread. */
export const hangCheckMs = 1_000

/** An event loop that answers nothing for this long hangs. A slow start or a long collection of garbage is shorter. */
export const hangAfterMs = 4_000

/** Memories of ended worker threads that still wait for the receiver. A pool that starts threads anew has few at a time. */
export const maxRetiredThreads = 16

/** How often an exporter thread that fails is started again. What fails four times has a reason that stays. */
export const maxExporterRestarts = 3

/** How long a process that ends waits before it looks at what its event loop would: worker threads that come or go. */
export const drainStepMs = 10

/** How often the wall clock is asked whether it has jumped, at most: a reading is a tenth of a span. */
export const clockLookMs = 1_000

/** Of an audit file before another is begun: half a million lines, which an editor still opens. */
export const maxAuditFileBytes = 64 << 20

/** Audit files that are kept, the current one included: 640 MiB, beyond which the oldest is removed. */
export const maxAuditFiles = 10

/** Names of loggers that are told apart, a hundred bytes each in 256 KiB. An app names them by its parts, not its users. */
export const maxLogScopes = 1_000

/** What counts as a jump. Clocks of machines that are well kept differ by a few milliseconds. */
export const minClockStepMs = 50

/** Origins whose attributes are remembered, 300 bytes each. A crawler meets new ones without end. */
export const maxKnownOrigins = 1_000

/** Buckets of an exponential histogram (Metrics SDK, "Base2 Exponential Bucket Histogram Aggregation": the default). */
export const maxBuckets = 160

/** Its finest scale, with which it begins; the same place. */
export const maxHistogramScale = 20

/** Series of one metric, that of what finds no room included: the specification's default ("Cardinality limits"). */
export const maxSeries = 2_000

/** How long readings wait for a thread of the app whose event loop does not answer: they are none of a blocked thread. */
export const readingsWaitMs = 500

/** Readings of intervals, where each is told once, that wait for a receiver which is away: half an hour of the default. */
export const maxHeldReadings = 32

/** The specification's default of `OTEL_METRIC_EXPORT_TIMEOUT`. */
export const defaultMetricTimeoutMs = 30_000

/** The specification's default of `OTEL_EXPORTER_PROMETHEUS_PORT`. */
export const defaultPrometheusPort = 9464

/**
 * How often the event loop's delay is sampled while the app is busy. Whoever wants to know why requests are slow asks for
 * delays from there on; each sample wakes the process, in its own code and not in the app's.
 */
export const eventLoopSampleMs = 20

/** An event loop that is busy for less of an interval idles, and its delay is not sampled in the next. */
export const idleUtilization = 0.01

/** Longest that a callback of the app's for an observable instrument may take: half of what readings are waited for. */
export const observeTimeoutMs = 250

/** How old a reading of the machine may be that a root span carries: what happens within a second has no more to tell. */
export const snapshotMs = 1_000

/** Of a file that may tell who we are. Such files have some KiB; the list of a large repository's branches may have more. */
export const maxDetectedFileBytes = 1 << 20

/** Names of spans that seem to repeat ours, which are looked after; an app that has the problem has few. */
export const maxSuspectedNames = 100

/** Frames of a stack in which the app's own is looked for; wrappers of a library take some. */
export const maxFramesToApp = 30

/** Methods of remote procedure calls, each with its server, that are described once for all spans: an app calls some dozens. */
export const maxKnownRpcMethods = 1_000

/** Arguments of a Redis command that are shown, each as `?`: `MGET` of a thousand keys tells no more than one of eight. */
export const maxRedisArguments = 8

/** Errors of one GraphQL operation that are recorded: a list whose every entry fails has as many as it has entries. */
export const maxGraphqlErrors = 8

/** Queues, topics and subjects of one client whose attributes are remembered, 400 bytes each. Names may be made up as it goes. */
export const maxKnownDestinations = 1_000

/** A message of SQS has so many attributes at most; one with more is refused. */
export const maxAwsMessageAttributes = 10
