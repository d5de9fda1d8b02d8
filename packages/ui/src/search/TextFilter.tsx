import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { typingRestMs } from '../limits.ts'
import { useKeys } from '../parts/use-keys.ts'
import { type FilterProps, without } from './filter.ts'

export function TextFilter({ filter, onFilter }: FilterProps) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(filter.text ?? '')
  const [applied, setApplied] = useState(filter.text)
  if (applied !== filter.text) {
    // The address changed by other means (back, clear): the field follows.
    setApplied(filter.text)
    setTyped(filter.text ?? '')
  }
  const apply = useRef(onFilter)
  useEffect(() => {
    apply.current = text => onFilter(text)
  })
  useEffect(() => {
    if (typed === (filter.text ?? '')) return
    const timer = setTimeout(
      () => apply.current(without(filter, 'text', typed !== '' && { text: typed })),
      typingRestMs,
    )
    return () => clearTimeout(timer)
  }, [typed, filter])
  useKeys({ '/': () => input.current?.focus() })
  return (
    <div className="field text-filter">
      <Search size={14} aria-hidden />
      <input
        ref={input}
        type="text"
        aria-label="Filter by text"
        placeholder="Span name or attribute value"
        spellCheck={false}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && input.current?.blur()}
      />
      {typed ? (
        <button type="button" aria-label="Clear text" onClick={() => setTyped('')}>
          <X size={14} aria-hidden />
        </button>
      ) : (
        <kbd className="key-hint">/</kbd>
      )}
    </div>
  )
}
