import { bytesToHex } from '../ids.ts'
import type { AnyValue } from '../model/common.ts'
import { ok, type Result } from '../result.ts'
import { utf8Decoder } from '../wire/proto-reader.ts'
import { lengthAt, payloadAt } from '../wire/read-at.ts'
import { findAttribute, keyEncoder, valueOfAttribute } from './attributes.ts'
import { indexSpans } from './index-spans.ts'
import { selectSpans } from './select-spans.ts'
import { releaseTables, type SpanIndex, spanWord, wordOf } from './span-index.ts'

/** A traces request, checked and indexed, whose spans are read where they stand: no object per span. */
export interface SpanBatch {
  /** The request: `TracesData`, which is also `ExportTraceServiceRequest`. */
  readonly bytes: Uint8Array
  readonly spanCount: number
  /** For who reads every field of every span. */
  readonly index: SpanIndex
  /** Hex of whatever length came. */
  traceIdHex(span: number): string
  spanIdHex(span: number): string
  /** Empty without a parent. */
  parentSpanIdHex(span: number): string
  startUnixNano(span: number): bigint
  endUnixNano(span: number): bigint
  statusCode(span: number): number
  kind(span: number): number
  name(span: number): string
  /** Of its message, without tag and length. */
  byteLength(span: number): number
  /** Of the span, else of its resource. */
  attribute(span: number, key: string): AnyValue | undefined
  /** A request with these spans alone, in their order, under the resources and scopes that they had. */
  select(spans: readonly number[]): Uint8Array
  /** Gives the memory of the index back, to be used again; the batch must not be asked anything after that. */
  release(): void
}

/** Refuses what `readTracesProto` refuses, with the same sentence. `bytes` must not change while the batch is in use. */
export function readSpanBatch(bytes: Uint8Array): Result<SpanBatch> {
  const index = indexSpans(bytes)
  return index.ok ? ok(batchOf(index.value)) : index
}

function batchOf(index: SpanIndex): SpanBatch {
  const { bytes, spans, scopes, resources } = index
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const of = (span: number, word: number): number => wordOf(spans, span, word)
  const hex = (ref: number): string => (ref === 0 ? '' : bytesToHex(payloadAt(bytes, ref)))
  const time = (offset: number): bigint => (offset === 0 ? 0n : view.getBigUint64(offset, true))
  const encode = keyEncoder()
  return {
    bytes,
    spanCount: spans.count,
    index,
    traceIdHex: span => hex(of(span, spanWord.traceId)),
    spanIdHex: span => hex(of(span, spanWord.spanId)),
    parentSpanIdHex: span => hex(of(span, spanWord.parentSpanId)),
    startUnixNano: span => time(of(span, spanWord.startTime)),
    endUnixNano: span => time(of(span, spanWord.endTime)),
    statusCode: span => of(span, spanWord.statusCode),
    kind: span => of(span, spanWord.kind),
    name(span) {
      const ref = of(span, spanWord.name)
      return ref === 0 ? '' : utf8Decoder.decode(payloadAt(bytes, ref))
    },
    byteLength: span => lengthAt(bytes, of(span, spanWord.message)),
    attribute(span, key) {
      const first = of(span, spanWord.attributes)
      const found = findAttribute(index, first, of(span, spanWord.attributeCount), encode(key))
      if (found >= 0) return valueOfAttribute(index, found)
      const { resource } = resources[scopes[of(span, spanWord.scope)]?.resource ?? 0] ?? {}
      return resource?.attributes.find(attribute => attribute.key === key)?.value
    },
    select: chosen => selectSpans(index, chosen),
    release: () => releaseTables(index),
  }
}
