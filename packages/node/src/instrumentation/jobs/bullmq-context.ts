import type { MessageHeaders } from '../../propagation/carriers.ts'
import { contextToTell } from '../../trace/context.ts'
import { activeContext } from '../../trace/context-manager.ts'
import type { RecordingTracer } from '../../trace/tracer.ts'
import { injectedHeaders, recordHeaders } from '../messaging/message-headers.ts'
import { attempted } from '../messaging/messaging-span.ts'
import type { Method } from '../patch.ts'

/** What we use of a job's options. In Redis the metadata is `tm` in all versions, also in those that do not know it. */
export interface JobOptions {
  /** Since 5.21. */
  readonly telemetry?: { readonly metadata?: unknown; readonly omitContext?: unknown }
  /** In 5.20. */
  readonly telemetryMetadata?: unknown
  readonly tm?: unknown
  readonly repeat?: unknown
}

/** What we use of a job. */
export interface Job {
  readonly id?: unknown
  readonly name?: unknown
  readonly attemptsMade?: unknown
  readonly opts?: JobOptions
  readonly repeatJobKey?: unknown
  /** Until 6: the options in `asJSON()` are then those that are stored. */
  readonly optsAsJSON?: unknown
}

interface JobJson {
  opts?: JobOptions
}

/** Undefined while tracing is off: what was patched stays so. */
export let bullmqTracer: RecordingTracer | undefined

export function setBullmqTracer(current: RecordingTracer | undefined): void {
  bullmqTracer = current
}

/** `Job.prototype.asJSON`, by which a job is stored: with the context of who adds it. */
export const toldAsJson = (original: Method): Method =>
  function asJSON(this: unknown): unknown {
    const json = original.call(this)
    attempted(() => {
      const job = this as Job
      if (!isToldAlready(job.opts ?? {}) && !isRepeated(job)) tell(json as JobJson, job)
    })
    return json
  }

/** `Job.prototype.asJSONSandbox`, by which a job goes to another process: with the span that processes it. */
export const toldAsJsonSandbox = (original: Method): Method =>
  function asJSONSandbox(this: unknown): unknown {
    const json = original.call(this)
    attempted(() => tell(json as JobJson, this as Job))
    return json
  }

const metadataOf = ({ telemetry, telemetryMetadata, tm }: JobOptions): unknown =>
  telemetry?.metadata ?? telemetryMetadata ?? tm

/** By the app, which may also have said that nobody is to be told. */
const isToldAlready = (opts: JobOptions): boolean =>
  metadataOf(opts) !== undefined || opts.telemetry?.omitContext === true

/** A schedule outlives the request that made it: what it starts are traces of their own. */
const isRepeated = ({ opts, repeatJobKey }: Job): boolean => Boolean(repeatJobKey ?? opts?.repeat)

function tell(json: JobJson, { optsAsJSON }: Job): void {
  const context = contextToTell(activeContext())
  if (bullmqTracer === undefined || context === undefined) return
  const headers = injectedHeaders(bullmqTracer, context)
  if (Object.keys(headers).length === 0) return
  // As `bullmq-otel` writes it, for workers that use that.
  const metadata = JSON.stringify(headers)
  const told = optsAsJSON === undefined ? { telemetry: { ...json.opts?.telemetry, metadata } } : { tm: metadata }
  json.opts = { ...json.opts, ...told }
}

/** What a job says of who added it. */
export function headersOf(opts: JobOptions | undefined): MessageHeaders | undefined {
  const metadata = metadataOf(opts ?? {})
  return typeof metadata === 'string' ? attempted(() => recordHeaders(JSON.parse(metadata))) : undefined
}
