import { ProtoWriter } from '@throughline/otlp'
import type { DueRecord } from '../recorder/ring-reader.ts'

/** A scope as the exporter needs it: encoded once, when it was announced. */
export interface EncodedScope {
  /** `InstrumentationScope`, the message without its tag. */
  readonly message: Uint8Array
  readonly schemaUrl: string
}

export interface Batch {
  /** An `ExportTraceServiceRequest`, ready to send. */
  readonly body: Uint8Array
  readonly spanCount: number
}

/** Wraps span bytes into one request, grouped by scope; the spans themselves are copied, never read. */
export function encodeBatch(
  resource: Uint8Array,
  scopes: readonly EncodedScope[],
  records: readonly DueRecord[],
): Batch {
  const proto = ProtoWriter.growing()
  const resourceSpans = proto.begin(1)
  proto.bytes(1, resource)
  for (const [scopeIndex, group] of Map.groupBy(records, record => record.scopeIndex)) {
    encodeScopeSpans(proto, scopes[scopeIndex], group)
  }
  proto.end(resourceSpans)
  return { body: proto.written(), spanCount: records.length }
}

function encodeScopeSpans(proto: ProtoWriter, scope: EncodedScope | undefined, records: readonly DueRecord[]): void {
  const scopeSpans = proto.begin(2)
  if (scope !== undefined) proto.bytes(1, scope.message)
  for (const record of records) proto.bytes(2, record.payload)
  if (scope !== undefined && scope.schemaUrl !== '') proto.string(3, scope.schemaUrl)
  proto.end(scopeSpans)
}
