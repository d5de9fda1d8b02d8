import { type PointerEvent, type RefObject, useMemo } from 'react'
import { criticalPath, type PathSegment } from '../model/critical-path.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { BarsCanvas } from './BarsCanvas.tsx'
import { positionAtPx } from './hit-test.ts'
import { layoutRows } from './layout.ts'
import { useBarsPointer } from './use-bars-pointer.ts'
import type { RowsInView } from './use-rows-in-view.ts'
import type { WaterfallState } from './use-waterfall.ts'
import { nanoToPx, pxToNano } from './viewport.ts'

/** Where the pointer is: a row, if there is one, and a time. */
export interface Pointed {
  readonly row: number | undefined
  readonly nano: number | undefined
}

interface BarsProps {
  readonly frame: RefObject<HTMLDivElement | null>
  readonly widthPx: number
  readonly model: TraceModel
  readonly state: WaterfallState
  readonly rows: RowsInView
  readonly ticksNano: readonly number[]
  readonly matches: ReadonlySet<number>
  readonly pointed: Pointed | undefined
  readonly onPointed: (pointed: Pointed | undefined) => void
  readonly onSelect: (row: number) => void
}

/** The right half: a picture of what the tree says in words, and the handle on time. All it does has a key. */
export function Bars({
  frame,
  widthPx,
  model,
  state,
  rows,
  ticksNano,
  matches,
  pointed,
  onPointed,
  onSelect,
}: BarsProps) {
  const { window, full } = state
  const { visible, scrolledPx } = rows
  const path = useMemo(() => Map.groupBy(criticalPath(model), segment => segment.row), [model])
  const rowAt = (event: PointerEvent) => {
    const topPx = event.currentTarget.getBoundingClientRect().top
    const position = positionAtPx(event.clientY - topPx + scrolledPx, visible.length)
    return position === undefined ? undefined : visible[position]
  }
  const { chosen, handlers } = useBarsPointer({
    bars: frame,
    window,
    full,
    onWindow: state.setWindow,
    onClick: event => {
      const row = rowAt(event)
      if (row !== undefined) onSelect(row)
    },
  })
  const onPointerMove = (event: PointerEvent) => {
    handlers.onPointerMove(event)
    const xPx = event.clientX - event.currentTarget.getBoundingClientRect().left
    onPointed({ row: rowAt(event), nano: pxToNano(window, widthPx, xPx) })
  }
  return (
    <div
      ref={frame}
      className="bars"
      aria-hidden
      {...handlers}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onPointed(undefined)}
    >
      <BarsCanvas
        model={model}
        rects={layoutRows(model, visible, { window, widthPx, ...rows })}
        window={window}
        widthPx={widthPx}
        heightPx={rows.heightPx}
        scrolledPx={scrolledPx}
        ticksNano={ticksNano}
        matches={matches}
        path={state.pathShown ? path : noPath}
      />
      {pointed?.nano !== undefined && (
        <span className="bars__hairline" style={{ left: nanoToPx(window, widthPx, pointed.nano) }} />
      )}
      {chosen && (
        <span
          className="bars__chosen"
          style={{ left: Math.min(chosen.fromPx, chosen.toPx), width: Math.abs(chosen.toPx - chosen.fromPx) }}
        />
      )}
    </div>
  )
}

const noPath: ReadonlyMap<number, readonly PathSegment[]> = new Map()
