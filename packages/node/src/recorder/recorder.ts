import { noteInternalError } from '../guard.ts'
import { maxOverTraces, maxUndecidedSpans } from '../limits.ts'
import { isLocalRoot } from '../metrics/operations.ts'
import type { SpanCounter } from '../metrics/span-metrics.ts'
import { KeepPolicy, type KeepSettings } from '../sampling/keep-policy.ts'
import type { KeepReason, LocalTrace } from '../sampling/local-trace.ts'
import { UndecidedSpans } from '../sampling/undecided-spans.ts'
import { say } from '../say.ts'
import type { ScopeDefinition } from '../trace/provider.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { SpanSink } from '../trace/span-sink.ts'
import { CatalogWriter, encodeScope, maxEntryBytes } from './catalog.ts'
import type { RecorderMemory } from './memory.ts'
import { OpenSpans } from './open-spans.ts'
import { count, FORGOTTEN, KEPT, LIMITED, openRing, type SharedRing } from './ring-layout.ts'
import { RingWriter } from './ring-writer.ts'
import { encodeSpan } from './span-encoder.ts'

/** What there is besides, where settings ask for it. */
export interface RecorderExtras {
  /** Is told of every span, whether it is sent or not. */
  readonly counter?: SpanCounter | undefined
  /** Attributes for the first span of each local trace, encoded. */
  readonly snapshot?: { current(): Uint8Array } | undefined
}

/**
 * Decides at the end of a span whether it leaves, and turns it into bytes: those in the ring are all that remains of it.
 * Only spans of a local trace that is undecided are held as they are.
 */
export class Recorder implements SpanSink {
  readonly #ring: SharedRing
  readonly #writer: RingWriter
  readonly #open: OpenSpans
  readonly #catalog: CatalogWriter
  readonly #policy: KeepPolicy
  readonly #counter: SpanCounter | undefined
  readonly #encode: typeof encodeSpan
  #hasBegun = false
  readonly #undecided = new UndecidedSpans({ spans: maxUndecidedSpans, overTraces: maxOverTraces })
  /** Called before the first span begins: an app that makes none starts no exporter. */
  onFirst: (() => void) | undefined
  /** Called after each span that is recorded, once the process is exiting. */
  onRecorded: (() => void) | undefined

  constructor(
    memory: RecorderMemory,
    encodeResource: () => Uint8Array,
    keep: KeepSettings,
    { counter, snapshot }: RecorderExtras = {},
  ) {
    this.#counter = counter
    this.#encode = snapshot === undefined ? encodeSpan : withSnapshot(snapshot)
    this.#ring = openRing(memory.ring)
    this.#writer = new RingWriter(this.#ring)
    this.#open = new OpenSpans(memory.openSpans)
    this.#policy = new KeepPolicy(keep)
    this.#catalog = new CatalogWriter(this.#ring.control, memory.catalog)
    this.#catalog.add(() => usableResource(encodeResource()))
  }

  /** The index by which spans name the scope; they are sent without one where there is no room for more. */
  addScope(scope: ScopeDefinition): number {
    return this.#catalog.add(() => encodeScope(scope))
  }

  begin(span: RecordedSpan): number {
    if (!this.#hasBegun) this.#beginFirst()
    return this.#open.add(span)
  }

  rename(span: RecordedSpan): void {
    this.#open.rename(span.openSlot, span)
  }

  record(span: RecordedSpan): void {
    try {
      this.#open.remove(span.openSlot, span)
      const { localTrace } = span
      const isDue = localTrace === undefined || this.#isDue(span, localTrace)
      if (this.#counter !== undefined) this.#counter.count(span, isDue)
      if (isDue) this.#append(span)
      else if (localTrace.state === 'undecided' && !this.#policy.keepsNothing) this.#undecided.hold(span, localTrace)
      else span.release()
      if (this.onRecorded !== undefined) this.onRecorded()
    } catch (error) {
      noteInternalError(error)
    }
  }

  /** Keeps the local trace of `span`, whatever its head decision was; false where too many are kept already. */
  keep(span: RecordedSpan): boolean {
    const { localTrace } = span
    if (localTrace === undefined) return true
    this.#tryKeep(localTrace, 'requested', span)
    if (localTrace.state !== 'kept') return false
    // Whom it calls from here on is told to sample, too.
    localTrace.root.markSampled()
    span.markSampled()
    return true
  }

  /** Ends what is open, because the process does. */
  endOpenSpans(): void {
    for (const span of this.#open.all()) {
      if (span.localTrace !== undefined) this.#tryKeep(span.localTrace, 'error', span)
      span.endUnfinished()
    }
  }

  #isDue(span: RecordedSpan, localTrace: LocalTrace): boolean {
    if (localTrace.state === 'undecided') {
      const reason = this.#policy.reasonFor(span, span === localTrace.root)
      if (reason !== undefined) this.#tryKeep(localTrace, reason, span)
    }
    return span.isSampled || localTrace.state === 'kept'
  }

  /** Once for a local trace: what was too much then stays so, and counts as one. */
  #tryKeep(localTrace: LocalTrace, reason: KeepReason, span: RecordedSpan): void {
    if (localTrace.state !== 'undecided' || this.#policy.keepsNothing) return
    const held = this.#undecided.take(localTrace)
    localTrace.state = this.#policy.admit() ? 'kept' : 'limited'
    count(this.#ring.control, localTrace.state === 'kept' ? KEPT : LIMITED)
    if (localTrace.state !== 'kept') return
    const { root, forgottenCount } = localTrace
    // The root may be forgotten; then the span that gave the reason tells it.
    const { attributes } = root.isRecording() || held.includes(root) ? root : span
    attributes.note('throughline.kept', reason)
    for (const before of held) this.#append(before)
    count(this.#ring.control, FORGOTTEN, forgottenCount)
  }

  #append(span: RecordedSpan): void {
    this.#writer.append(this.#encode, span, span.scopeIndex)
    span.release()
  }

  #beginFirst(): void {
    this.#hasBegun = true
    try {
      this.#catalog.open()
      this.onFirst?.()
    } catch (error) {
      noteInternalError(error)
    }
  }
}

/** Chosen once: without a snapshot no span asks whether it is the first. */
const withSnapshot =
  (snapshot: { current(): Uint8Array }): typeof encodeSpan =>
  (proto, span) => {
    encodeSpan(proto, span)
    if (isLocalRoot(span)) proto.raw(snapshot.current())
  }

export function usableResource(resource: Uint8Array): Uint8Array {
  if (resource.length <= maxEntryBytes) return resource
  say(`the resource has more than ${maxEntryBytes} bytes; spans are sent without it`)
  return new Uint8Array(0)
}
