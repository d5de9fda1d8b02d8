import type { OtlpKeyValue } from '@throughline/api'
import { Search } from 'lucide-react'
import { Fragment, useState } from 'react'
import { formatCount } from '../format/duration.ts'
import { foldText, groupByNamespace, valueText, valueType } from '../model/attributes.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { numbered } from '../parts/numbered.ts'
import { Dropped } from './Dropped.tsx'

interface AttributeListProps {
  readonly attributes: readonly OtlpKeyValue[]
  readonly droppedCount: number
}

/** From this many attributes on, a filter is worth its line. */
const filteredFrom = 8

export function AttributeList({ attributes, droppedCount }: AttributeListProps) {
  const [text, setText] = useState('')
  const needle = text.trim().toLowerCase()
  const shown = attributes.filter(({ key, value }) => `${key} ${valueText(value)}`.toLowerCase().includes(needle))
  return (
    <>
      {attributes.length >= filteredFrom && (
        <div className="field attributes__filter">
          <Search size={14} aria-hidden />
          <input
            type="text"
            aria-label="Filter attributes"
            placeholder="Filter"
            spellCheck={false}
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'Escape') return
              setText('')
              event.currentTarget.blur()
            }}
          />
        </div>
      )}
      {groupByNamespace(shown).map(group => (
        <dl key={group.namespace} className="attributes" aria-label={group.namespace || 'other'}>
          {numbered(group.attributes).map(({ place, value: attribute }) => (
            <Attribute key={`${attribute.key} ${place}`} attribute={attribute} />
          ))}
        </dl>
      ))}
      {shown.length === 0 && <p className="detail__none">{attributes.length === 0 ? 'No attributes' : 'No match'}</p>}
      <Dropped count={droppedCount} />
    </>
  )
}

function Attribute({ attribute: { key, value } }: { readonly attribute: OtlpKeyValue }) {
  const text = valueText(value)
  const folded = foldText(text)
  const [open, setOpen] = useState(folded === text)
  const dot = key.indexOf('.') + 1
  return (
    <div className="attribute">
      <dt className="attribute__key">
        <span className="attribute__namespace">{key.slice(0, dot)}</span>
        <Breakable text={key.slice(dot)} />
      </dt>
      <dd className="attribute__value" title={valueType(value)}>
        <span>
          {open ? text : folded}
          {!open && (
            <button type="button" className="text-button" onClick={() => setOpen(true)}>
              all {formatCount(text.length)} characters
            </button>
          )}
        </span>
        <CopyButton label={`Copy ${key}`} text={text} />
      </dd>
    </div>
  )
}

/** Breaks a long name at its dots and underscores rather than inside of a word. */
function Breakable({ text }: { readonly text: string }) {
  return [...text.matchAll(/[^._]*[._]?/g)].map(({ 0: part, index }) => (
    <Fragment key={index}>
      <wbr />
      {part}
    </Fragment>
  ))
}
