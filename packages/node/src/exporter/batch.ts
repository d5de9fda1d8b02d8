import { ProtoWriter } from '@throughline/otlp'
import type { CatalogReader } from '../recorder/catalog.ts'
import type { RecordList } from '../recorder/record-list.ts'

export interface Batch {
  /** An `ExportTraceServiceRequest` or `ExportLogsServiceRequest`, ready to send; the next one overwrites it. */
  readonly body: Uint8Array
  readonly spanCount: number
}

/**
 * Wraps the bytes of spans or log records into requests, grouped by scope; they themselves are copied, never read. The
 * requests of both are the same messages by other names.
 */
export class BatchEncoder {
  readonly #catalog: Pick<CatalogReader, 'entry'>
  /** Kept: memory that is new for each request costs a page fault for every 4 KiB. */
  readonly #proto = ProtoWriter.growing()

  constructor(catalog: Pick<CatalogReader, 'entry'>) {
    this.#catalog = catalog
  }

  encode(records: RecordList): Batch {
    const proto = this.#proto
    proto.restart()
    const resourceSpans = proto.begin(1)
    proto.bytes(1, this.#catalog.entry(0))
    for (const scopeIndex of records.scopes()) this.#encodeScopeSpans(scopeIndex, records)
    proto.end(resourceSpans)
    return { body: proto.written(), spanCount: records.count }
  }

  /** A pass over all records for each scope: there are few scopes, and this way nothing is sorted or copied twice. */
  #encodeScopeSpans(scopeIndex: number, records: RecordList): void {
    const proto = this.#proto
    const scopeSpans = proto.begin(2)
    proto.raw(this.#catalog.entry(scopeIndex))
    for (let i = 0; i < records.count; i++) {
      if (records.scopeIndex(i) === scopeIndex) proto.bytes(2, records.payload(i))
    }
    proto.end(scopeSpans)
  }
}
