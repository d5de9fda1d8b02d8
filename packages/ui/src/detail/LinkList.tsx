import { Link } from '@tanstack/react-router'
import type { OtlpSpanLink } from '@throughline/api'
import { numbered } from '../parts/numbered.ts'
import { AttributeList } from './AttributeList.tsx'

export function LinkList({ links }: { readonly links: readonly OtlpSpanLink[] }) {
  return (
    <ol className="events">
      {numbered(links).map(
        ({ place, value: { traceId = '', spanId = '', attributes = [], droppedAttributesCount } }) => (
          <li key={place} className="event">
            <Link to="/trace/$traceId" params={{ traceId }} search={{ span: spanId }} className="text-button">
              <code>
                {traceId} {spanId}
              </code>
            </Link>
            {attributes.length > 0 && (
              <AttributeList attributes={attributes} droppedCount={droppedAttributesCount ?? 0} />
            )}
          </li>
        ),
      )}
    </ol>
  )
}
