import type { AnyValue } from '@throughline/otlp'

export { readSpanBatch } from './span-batch-stand-in.ts'

/** Where everything is in the bytes of a traces request: decoded once, no object per span. */
export interface SpanBatch {
  readonly bytes: Uint8Array
  readonly spanCount: number
  traceIdHex(span: number): string
  spanIdHex(span: number): string
  /** Empty without a parent. */
  parentSpanIdHex(span: number): string
  startUnixNano(span: number): bigint
  endUnixNano(span: number): bigint
  statusCode(span: number): number
  kind(span: number): number
  name(span: number): string
  byteLength(span: number): number
  /** Of the span, else of its resource. */
  attribute(span: number, key: string): AnyValue | undefined
  /** A request with these spans alone, under the resources and scopes that they had. */
  select(spans: readonly number[]): Uint8Array
}
