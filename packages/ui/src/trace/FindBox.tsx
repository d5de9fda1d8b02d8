import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useRef } from 'react'
import { formatCount } from '../format/duration.ts'
import { useKeys } from '../parts/use-keys.ts'

interface FindBoxProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly matchCount: number
  /** Place of the selected span among the matches, −1 if it is none. */
  readonly current: number
  readonly onStep: (step: 1 | -1) => void
}

export function FindBox({ text, onText, matchCount, current, onStep }: FindBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => input.current?.select() })
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
    if (event.key !== 'Escape') return
    onText('')
    input.current?.blur()
  }
  return (
    <>
      <div className="field find-box">
        <Search size={14} aria-hidden />
        <input
          ref={input}
          type="text"
          aria-label="Find in this trace"
          placeholder="Find in this trace"
          spellCheck={false}
          value={text}
          onChange={event => onText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {text ? (
          <output className="find-box__count">
            {current === -1 ? formatCount(matchCount) : `${formatCount(current + 1)} / ${formatCount(matchCount)}`}
          </output>
        ) : (
          <kbd className="key-hint">/</kbd>
        )}
      </div>
      {matchCount > 0 && (
        <>
          <button type="button" className="icon-button" aria-label="Previous match" onClick={() => onStep(-1)}>
            <ChevronUp size={16} aria-hidden />
          </button>
          <button type="button" className="icon-button" aria-label="Next match" onClick={() => onStep(1)}>
            <ChevronDown size={16} aria-hidden />
          </button>
        </>
      )}
    </>
  )
}
