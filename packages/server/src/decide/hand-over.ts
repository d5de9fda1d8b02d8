import { readSpanBatch } from '@throughline/otlp'
import type { Output } from '../pipeline/payload.ts'
import type { PendingLog } from './log/pending-log.ts'
import type { Place } from './log/segment.ts'
import type { WaitingTrace } from './waiting-traces.ts'

/** Reads the spans of the traces back from the log and gives them to the output as one payload. */
export async function handOver(traces: readonly WaitingTrace[], log: PendingLog, output: Output): Promise<void> {
  const requests: Uint8Array[] = []
  let itemCount = 0
  const traceIds = traceIdsByPlace(traces)
  const places = [...traceIds.keys()].sort((a, b) => a.number - b.number)
  for await (const [place, bytes] of log.read(places)) {
    const selected = selectTraces(bytes, traceIds.get(place) ?? none)
    requests.push(selected.bytes)
    itemCount += selected.spanCount
  }
  // Requests in a row are one request: their only field is repeated (protobuf encoding, "Last One Wins").
  await output.take({ signal: 'traces', bytes: Buffer.concat(requests), itemCount })
}

const none: ReadonlySet<string> = new Set()

/** By entry, because an entry may also have spans of these traces that are gone. */
function traceIdsByPlace(traces: readonly WaitingTrace[]): ReadonlyMap<Place, ReadonlySet<string>> {
  const traceIds = new Map<Place, Set<string>>()
  for (const { facts, parts } of traces) {
    for (const place of parts) {
      const known = traceIds.get(place)
      if (known === undefined) traceIds.set(place, new Set([facts.traceId]))
      else known.add(facts.traceId)
    }
  }
  return traceIds
}

function selectTraces(bytes: Uint8Array, traceIds: ReadonlySet<string>) {
  const batch = readSpanBatch(bytes)
  if (!batch.ok) throw new Error(`spans that were taken cannot be read again: ${batch.error}`)
  const spans: number[] = []
  for (let span = 0; span < batch.value.spanCount; span++) {
    if (traceIds.has(batch.value.traceIdHex(span))) spans.push(span)
  }
  return { bytes: batch.value.select(spans), spanCount: spans.length }
}
