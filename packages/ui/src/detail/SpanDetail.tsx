import { Tabs } from '@base-ui/react/tabs'
import { X } from 'lucide-react'
import { Fragment } from 'react'
import { nameOf, type TraceModel } from '../model/trace-model.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { AttributeList } from './AttributeList.tsx'
import { Dropped } from './Dropped.tsx'
import { EventList } from './EventList.tsx'
import { LinkList } from './LinkList.tsx'
import { oddities } from './oddities.ts'
import { SpanFacts, SpanFailure } from './SpanFacts.tsx'
import './detail.css'

interface SpanDetailProps {
  readonly model: TraceModel
  readonly row: number
  readonly widthPx: number
  readonly onClose: () => void
}

export function SpanDetail({ model, row, widthPx, onClose }: SpanDetailProps) {
  const span = model.spans[row]
  const origin = model.origins[model.origin[row] ?? -1]
  if (!span) return null
  const { spanId, events = [], links = [], attributes = [] } = span
  return (
    <section className="detail" aria-label="Span" style={{ width: widthPx }}>
      <header className="detail__header">
        <h2 className="detail__name">{nameOf(model, row)}</h2>
        <button type="button" className="icon-button" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <X size={16} aria-hidden />
        </button>
      </header>
      <SpanFacts model={model} row={row} />
      <SpanFailure model={model} row={row} />
      {oddities(model, row).map(oddity => (
        <p key={oddity} className="detail__oddity">
          {oddity}
        </p>
      ))}
      <Tabs.Root defaultValue="attributes" className="detail__tabs">
        <Tabs.List className="detail__tab-list">
          <Tab value="attributes" label="Attributes" count={attributes.length} />
          <Tab value="events" label="Events" count={events.length} />
          {links.length > 0 && <Tab value="links" label="Links" count={links.length} />}
          <Tab value="resource" label="Resource" />
          <Tab value="raw" label="Raw" />
        </Tabs.List>
        {/* The chosen tab stays from span to span; what was scrolled, typed or unfolded in it belongs to one span. */}
        <Fragment key={spanId}>
          <Tabs.Panel value="attributes" className="detail__panel">
            <AttributeList attributes={attributes} droppedCount={span.droppedAttributesCount ?? 0} />
          </Tabs.Panel>
          <Tabs.Panel value="events" className="detail__panel">
            <EventList events={events} model={model} row={row} />
            <Dropped count={span.droppedEventsCount} />
          </Tabs.Panel>
          <Tabs.Panel value="links" className="detail__panel">
            <LinkList links={links} />
            <Dropped count={span.droppedLinksCount} />
          </Tabs.Panel>
          <Tabs.Panel value="resource" className="detail__panel">
            <AttributeList
              attributes={origin?.resource.attributes ?? []}
              droppedCount={origin?.resource.droppedAttributesCount ?? 0}
            />
            <p className="detail__scope">
              Recorded by{' '}
              <code>{[origin?.scope.name, origin?.scope.version].filter(Boolean).join(' ') || 'an unnamed scope'}</code>
            </p>
          </Tabs.Panel>
          <Tabs.Panel value="raw" className="detail__panel">
            <Raw text={JSON.stringify(span, null, 2)} />
          </Tabs.Panel>
        </Fragment>
      </Tabs.Root>
    </section>
  )
}

function Tab({ value, label, count }: { readonly value: string; readonly label: string; readonly count?: number }) {
  return (
    <Tabs.Tab value={value} className="detail__tab">
      {label}
      {count !== undefined && count > 0 && <span className="detail__tab-count">{count}</span>}
    </Tabs.Tab>
  )
}

function Raw({ text }: { readonly text: string }) {
  return (
    <div className="detail__raw">
      <CopyButton label="Copy JSON" text={text} />
      <pre>{text}</pre>
    </div>
  )
}
