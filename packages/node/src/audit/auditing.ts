import { noteInternalError } from '../guard.ts'
import { maxAuditFileBytes, maxAuditFiles } from '../limits.ts'
import type { AuditSettings } from '../settings/settings.ts'
import type { RecordedSpan } from '../trace/span.ts'
import type { SpanSink } from '../trace/span-sink.ts'
import { AuditFile } from './audit-file.ts'

/**
 * `sink`, before which each span that ends has its business keys written to the audit file, whether it is sampled or not.
 * It exists only where there are such keys; without, spans go to the sink directly.
 */
export function auditing(sink: SpanSink, { keys, file }: AuditSettings): SpanSink {
  const wanted = new Set(keys)
  const auditFile = new AuditFile(file, { maxBytes: maxAuditFileBytes, maxFiles: maxAuditFiles })
  const { ending } = sink
  return {
    begin: span => sink.begin(span),
    rename: span => sink.rename(span),
    ...(ending === undefined ? {} : { ending: span => Reflect.apply(ending, sink, [span]) }),
    record: span => {
      try {
        const lines = auditLines(span, wanted)
        if (lines !== '') auditFile.append(lines)
      } catch (error) {
        noteInternalError(error)
      }
      sink.record(span)
    },
  }
}

function auditLines(span: RecordedSpan, wanted: ReadonlySet<string>): string {
  return linesOf(span, span.attributes.all, wanted)
}

/** @param entries keys and values in turn */
function linesOf(span: RecordedSpan, entries: readonly unknown[], wanted: ReadonlySet<string>): string {
  let lines = ''
  for (let i = 0; i < entries.length; i += 2) {
    const key = String(entries[i])
    if (wanted.has(key)) lines += lineOf(span, key, entries[i + 1])
  }
  return lines
}

function lineOf(span: RecordedSpan, key: string, value: unknown): string {
  const time = new Date(span.endSeconds * 1000 + span.endNano / 1e6).toISOString()
  return `${JSON.stringify({ time, trace_id: span.spanContext().traceId, key, value }, bigintAsText)}\n`
}

const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
