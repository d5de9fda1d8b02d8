import { type ReactNode, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { SpanDetail } from '../detail/SpanDetail.tsx'
import { findMatches } from '../limits.ts'
import { findCulprit, findRows } from '../model/navigate.ts'
import { rowOfSpan, type TraceModel } from '../model/trace-model.ts'
import { Resizer } from '../parts/Resizer.tsx'
import { useSize } from '../parts/use-size.ts'
import { useStoredNumber } from '../parts/use-stored-number.ts'
import { Minimap } from '../waterfall/Minimap.tsx'
import { useWaterfall } from '../waterfall/use-waterfall.ts'
import { Waterfall } from '../waterfall/Waterfall.tsx'
import { FindBox } from './FindBox.tsx'
import { TraceHeader } from './TraceHeader.tsx'
import { TraceTopBar } from './TraceTopBar.tsx'
import { useTraceKeys } from './use-trace-keys.ts'

interface TraceViewProps {
  readonly model: TraceModel
  readonly selectedSpanId: string | undefined
  readonly onSelect: (spanId: string | undefined) => void
  readonly children: ReactNode
}

const detailPx = { initial: 400, least: 280, most: 900 }
/** However narrow the window, the detail leaves the waterfall room. */
const mostDetailShare = 0.5

export function TraceView({ model, selectedSpanId, onSelect, children }: TraceViewProps) {
  const selectedRow = selectedSpanId === undefined ? undefined : rowOfSpan(model, selectedSpanId)
  const select = useCallback(
    (row: number | undefined) => onSelect(row === undefined ? undefined : model.spans[row]?.spanId),
    [model, onSelect],
  )
  const culprit = useMemo(() => findCulprit(model), [model])
  const waterfall = useWaterfall(model, selectedRow)
  const body = useRef<HTMLDivElement>(null)
  const { widthPx: bodyWidthPx } = useSize(body)
  const [wishedDetailPx, setDetailWidthPx] = useStoredNumber('throughline.detail-px', detailPx)
  const detailWidthPx = Math.min(wishedDetailPx, Math.round(bodyWidthPx * mostDetailShare))
  const find = useFind(model, selectedRow, select)
  useTraceKeys(model, selectedRow, select, waterfall)
  return (
    <>
      <TraceTopBar traceId={model.traceId}>
        <FindBox {...find} />
      </TraceTopBar>
      {children}
      <TraceHeader model={model} onSelect={select} />
      <Minimap model={model} window={waterfall.window} full={waterfall.full} onWindow={waterfall.setWindow} />
      <div ref={body} className="trace-body">
        <Waterfall
          model={model}
          state={waterfall}
          selectedRow={selectedRow}
          initialRow={culprit}
          matches={find.matches}
          onSelect={select}
        />
        {selectedRow !== undefined && (
          <>
            <Resizer
              label="Width of the detail"
              widthPx={detailWidthPx}
              range={detailPx}
              direction={-1}
              onResize={setDetailWidthPx}
            />
            <SpanDetail model={model} row={selectedRow} widthPx={detailWidthPx} onClose={() => select(undefined)} />
          </>
        )}
      </div>
    </>
  )
}

function useFind(model: TraceModel, selectedRow: number | undefined, select: (row: number) => void) {
  const [text, onText] = useState('')
  const deferred = useDeferredValue(text)
  const rows = useMemo(() => findRows(model, deferred, findMatches), [model, deferred])
  const matches = useMemo(() => new Set(rows), [rows])
  const current = selectedRow === undefined ? -1 : rows.indexOf(selectedRow)
  const onStep = (step: 1 | -1) => {
    // Enter may come before the deferred search has caught up with the last key.
    const found = text === deferred ? rows : findRows(model, text, findMatches)
    const next = stepThrough(found, selectedRow ?? -1, step)
    if (next !== undefined) select(next)
  }
  return { text, onText, matches, matchCount: rows.length, current, onStep }
}

/** The nearest match after or before a row, wrapping around. */
function stepThrough(rows: readonly number[], from: number, step: 1 | -1): number | undefined {
  return step === 1 ? (rows.find(row => row > from) ?? rows[0]) : (rows.findLast(row => row < from) ?? rows.at(-1))
}
