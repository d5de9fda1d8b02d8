import { Link } from '@tanstack/react-router'
import type { OtlpSpanLink } from '@throughline/api'
import { AttributeList } from './AttributeList.tsx'

export function LinkList({ links }: { readonly links: readonly OtlpSpanLink[] }) {
  return (
    <ol className="events">
      {links.map(({ traceId = '', spanId = '', attributes = [], droppedAttributesCount = 0 }) => (
        <li key={`${traceId} ${spanId}`} className="event">
          <Link to="/trace/$traceId" params={{ traceId }} search={{ span: spanId }} className="text-button">
            <code>
              {traceId} {spanId}
            </code>
          </Link>
          {attributes.length > 0 && <AttributeList attributes={attributes} droppedCount={droppedAttributesCount} />}
        </li>
      ))}
    </ol>
  )
}
