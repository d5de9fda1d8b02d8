import { useCallback, useRef, useState } from 'react'
import { positionOf } from '../model/navigate.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { Resizer } from '../parts/Resizer.tsx'
import { useSize } from '../parts/use-size.ts'
import { useStoredNumber } from '../parts/use-stored-number.ts'
import { axisTicks } from './axis.ts'
import { Bars, type Pointed } from './Bars.tsx'
import { rowPx } from './layout.ts'
import { SpanTree } from './SpanTree.tsx'
import { TimeAxis } from './TimeAxis.tsx'
import { useRowsInView, useScrollToRow } from './use-rows-in-view.ts'
import type { WaterfallState } from './use-waterfall.ts'
import './waterfall.css'

interface WaterfallProps {
  readonly model: TraceModel
  readonly state: WaterfallState
  readonly selectedRow: number | undefined
  /** In view when the trace opens. */
  readonly initialRow: number | undefined
  readonly matches: ReadonlySet<number>
  readonly onSelect: (row: number) => void
}

const treePx = { initial: 380, least: 160, most: 900 }
/** However narrow the window, names leave the bars room. */
const mostTreeShare = 0.6

/**
 * The tree and the bars scroll as one: both draw the rows in view, in a pane that sticks to the top of an element as
 * tall as all rows.
 */
export function Waterfall({ model, state, selectedRow, initialRow, matches, onSelect }: WaterfallProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const bars = useRef<HTMLDivElement>(null)
  const { widthPx: paneWidthPx, heightPx } = useSize(scroller)
  const { widthPx } = useSize(bars)
  const [wishedTreePx, setTreeWidthPx] = useStoredNumber('throughline.tree-px', treePx)
  const treeWidthPx = Math.min(wishedTreePx, Math.round(paneWidthPx * mostTreeShare))
  const [pointed, setPointed] = useState<Pointed>()
  const pointRow = useCallback(
    (row: number | undefined) => setPointed(row === undefined ? undefined : { row, nano: undefined }),
    [],
  )
  const rows = useRowsInView(state.visible, heightPx)
  useScrollToRow(scroller, model, rows, selectedRow, initialRow)
  const topOf = (row: number | undefined) => {
    const position = row === undefined ? -1 : positionOf(rows.visible, row)
    return row !== undefined && rows.visible[position] === row ? position * rowPx - rows.scrolledPx : undefined
  }
  const ticks = axisTicks(state.window, Math.max(widthPx, 1))
  const axis = { window: state.window, widthPx, ticks, hoverNano: pointed?.nano }
  const tree = { model, rows, selectedRow, matches, onSelect, collapsed: state.collapsed, onToggle: state.toggle }
  const bar = {
    model,
    rows,
    state,
    matches,
    onSelect,
    widthPx,
    ticksNano: ticks.ticksNano,
    pointed,
    onPointed: setPointed,
  }
  return (
    <div className="waterfall" style={{ '--tree-px': `${treeWidthPx}px` }}>
      <div className="waterfall__head">
        <span className="waterfall__head-name">Span</span>
        <TimeAxis {...axis} />
      </div>
      <div ref={scroller} className="waterfall__scroller" onScroll={rows.onScroll}>
        <div style={{ height: rows.elementPx }}>
          <div className="waterfall__pane" style={{ height: heightPx }}>
            <Ground kind="hover" topPx={topOf(pointed?.row)} />
            <Ground kind="selected" topPx={topOf(selectedRow)} />
            <SpanTree {...tree} widthPx={treeWidthPx} onHover={pointRow} />
            <Resizer
              label="Width of the names"
              widthPx={treeWidthPx}
              range={treePx}
              direction={1}
              onResize={setTreeWidthPx}
            />
            <Bars {...bar} frame={bars} />
          </div>
        </div>
      </div>
    </div>
  )
}

/** One strip under name and bar, so that the two halves of a row are one. */
function Ground({ kind, topPx }: { readonly kind: 'hover' | 'selected'; readonly topPx: number | undefined }) {
  return topPx === undefined ? null : (
    <span className={`waterfall__ground waterfall__ground--${kind}`} style={{ top: topPx }} />
  )
}
