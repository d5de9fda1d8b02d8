import { useMemo } from 'react'
import type { TraceModel } from '../model/trace-model.ts'
import { numbered } from '../parts/numbered.ts'
import { type VerdictPart, verdict } from '../verdict/verdict.ts'

interface VerdictProps {
  readonly model: TraceModel
  readonly onSelect: (row: number) => void
}

export function Verdict({ model, onSelect }: VerdictProps) {
  const parts = useMemo(() => verdict(model), [model])
  return (
    <p className="verdict" role="note" aria-label="Verdict">
      {numbered(parts).map(({ place, value: part }) => (
        <Part key={place} part={part} onSelect={onSelect} />
      ))}
    </p>
  )
}

function Part({ part, onSelect }: { readonly part: VerdictPart; readonly onSelect: (row: number) => void }) {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'quote':
      return <q className="verdict__quote">{part.text}</q>
    case 'span':
      return (
        <button
          type="button"
          className={part.failed ? 'verdict__span verdict__span--failed' : 'verdict__span'}
          title={part.text}
          onClick={() => onSelect(part.row)}
        >
          {part.text}
        </button>
      )
  }
}
