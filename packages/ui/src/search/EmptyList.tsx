import { Inbox, SearchX } from 'lucide-react'
import { CodeLine } from '../parts/CodeLine.tsx'
import { Notice } from '../parts/Notice.tsx'

export function NoTraces() {
  return (
    <Notice icon={<Inbox size={20} aria-hidden />} title="No traces yet">
      <p>They appear here the moment one arrives. To trace a Node app, without changing it:</p>
      <CodeLine text="node --import @throughline/node/register app.js" />
      <p>Any other OpenTelemetry SDK can send here too:</p>
      <CodeLine text={`OTEL_EXPORTER_OTLP_ENDPOINT=http://${location.hostname}:4318`} />
    </Notice>
  )
}

export function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <Notice icon={<SearchX size={20} aria-hidden />} title="No trace matches these filters">
      <p>
        A text is looked for in span names and attribute values; a service matches if it took any part in the trace.
      </p>
      <button type="button" className="text-button" onClick={onClear}>
        Clear all filters
      </button>
    </Notice>
  )
}
