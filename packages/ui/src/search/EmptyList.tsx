import { useQuery } from '@tanstack/react-query'
import { Inbox, SearchX } from 'lucide-react'
import { receiverPortsQuery } from '../api/queries.ts'
import { CodeLine } from '../parts/CodeLine.tsx'
import { Notice } from '../parts/Notice.tsx'

/** Where every SDK sends by itself (OTLP specification, "OTLP/HTTP Default Port"). */
const defaultPort = 4318

export function NoTraces() {
  const { data } = useQuery(receiverPortsQuery)
  const port = data?.otlpHttpPort ?? defaultPort
  const endpoint = `OTEL_EXPORTER_OTLP_ENDPOINT=http://${location.hostname}:${port}`
  const isDefault = port === defaultPort && ['localhost', '127.0.0.1'].includes(location.hostname)
  return (
    <Notice icon={<Inbox size={20} aria-hidden />} title="No traces yet">
      <p>They appear here the moment one arrives. To trace a Node app, without changing it:</p>
      <CodeLine text={`${isDefault ? '' : `${endpoint} `}node --import @throughline/node/register app.js`} />
      <p>Any other OpenTelemetry SDK can send here too:</p>
      <CodeLine text={endpoint} />
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
