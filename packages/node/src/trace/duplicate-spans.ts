import { SpanKind } from '@opentelemetry/api'
import { instrumentationNames } from '../instrumentation/names.ts'
import { maxSuspectedNames } from '../limits.ts'
import { say } from '../say.ts'
import { appFrame } from './app-frame.ts'
import { spanOf } from './context.ts'
import { activeContext } from './context-manager.ts'
import { isSameTarget } from './duplicate-target.ts'
import type { ScopeDefinition } from './provider.ts'
import type { RecordedSpan } from './span.ts'

const OURS = '@throughline/node/'

/** `SpanKind` of OTLP. */
const SERVER = SpanKind.SERVER + 1
const CONSUMER = SpanKind.CONSUMER + 1

/** What spans of one scope and name repeat; null once that is told, or turned out to be something else. */
type Suspicion = { readonly scopeName: string; readonly name: string } | null

/**
 * Finds spans that repeat ours: made by hand, or by another instrumentation of the same library. Only spans of other
 * scopes that are no internal ones are looked at. What seems to repeat is noted, and the next span of that scope and name
 * tells the place that it is made at: a stack is what nobody should pay for.
 */
export class DuplicateSpans {
  readonly #scopes: ScopeDefinition[] = []
  readonly #suspicions = new Map<string, Suspicion>()
  /** Those made by others in which a span of ours began. */
  readonly #surrounding = new WeakSet<RecordedSpan>()

  /** By the index that spans name their scope by. */
  addScope(index: number, scope: ScopeDefinition): number {
    this.#scopes[index] = scope
    return index
  }

  /** A span by another scope has begun. */
  started(span: RecordedSpan): void {
    const key = this.#keyOf(span)
    const suspicion = this.#suspicions.get(key)
    if (suspicion) this.#tell(key, span, suspicion)
    else if (suspicion === undefined && (span.kind === SERVER || span.kind === CONSUMER))
      this.#compareWithActive(key, span)
  }

  /** A span has begun in one of the same kind. */
  startedWithin(outer: RecordedSpan, inner: RecordedSpan): void {
    if (this.#isOurs(outer) || !this.#isOurs(inner)) return
    const key = this.#keyOf(outer)
    if (this.#suspicions.get(key) === null) return
    // What has several of ours within it says more than each of them: a call with its repetitions.
    if (this.#surrounding.has(outer)) this.#note(key, null)
    else {
      this.#surrounding.add(outer)
      // By then it has its attributes.
      queueMicrotask(() => {
        if (isSameTarget(outer, inner)) this.#suspect(key, inner)
      })
    }
  }

  /** What is active and not its parent: others take the parent of a server's span from the headers, as we do. */
  #compareWithActive(key: string, span: RecordedSpan): void {
    const active = spanOf(activeContext()) as RecordedSpan | undefined
    if (active?.kind === span.kind && this.#isOurs(active) && active.isRecording()) this.#suspect(key, active)
  }

  #suspect(key: string, automatic: RecordedSpan): void {
    if (this.#suspicions.has(key)) return
    this.#note(key, { scopeName: this.#scopeNameOf(automatic), name: automatic.name })
  }

  #tell(key: string, span: RecordedSpan, { scopeName, name }: NonNullable<Suspicion>): void {
    this.#note(key, null)
    const scope = this.#scopeNameOf(span)
    const place = appFrame(true)
    const by = scope === '' ? '' : ` of ${JSON.stringify(scope)}`
    const at = place === undefined ? '' : `, started at ${place},`
    const library = instrumentationNames.find(each => scopeName.slice(OURS.length).startsWith(each))
    const off = library === undefined ? '' : `, or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=${library}`
    say(
      `spans ${JSON.stringify(span.name)}${by}${at} repeat ours, such as ${JSON.stringify(name)} of ${scopeName}; ` +
        `remove the former${off}`,
    )
  }

  #note(key: string, suspicion: Suspicion): void {
    if (this.#suspicions.size < maxSuspectedNames || this.#suspicions.has(key)) this.#suspicions.set(key, suspicion)
  }

  #isOurs(span: RecordedSpan): boolean {
    return this.#scopeNameOf(span).startsWith(OURS)
  }

  #scopeNameOf({ scopeIndex }: RecordedSpan): string {
    return this.#scopes[scopeIndex]?.name ?? ''
  }

  #keyOf(span: RecordedSpan): string {
    return `${span.scopeIndex} ${span.name}`
  }
}
