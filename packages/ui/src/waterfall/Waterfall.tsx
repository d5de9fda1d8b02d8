import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { maxScrollPx } from '../limits.ts'
import { criticalPath, type PathSegment } from '../model/critical-path.ts'
import { positionOf } from '../model/navigate.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { Resizer } from '../parts/Resizer.tsx'
import { useSize } from '../parts/use-size.ts'
import { useStoredNumber } from '../parts/use-stored-number.ts'
import { BarsCanvas } from './BarsCanvas.tsx'
import { positionAtPx } from './hit-test.ts'
import { layoutRows, rowPx } from './layout.ts'
import { SpanTree } from './SpanTree.tsx'
import { contentToScrollPx, scrollToContentPx } from './scroll.ts'
import { TimeAxis } from './TimeAxis.tsx'
import { useBarsPointer } from './use-bars-pointer.ts'
import type { WaterfallState } from './use-waterfall.ts'
import { nanoToPx, pxToNano, timeTicks } from './viewport.ts'
import './waterfall.css'

interface WaterfallProps {
  readonly model: TraceModel
  readonly state: WaterfallState
  readonly selectedRow: number | undefined
  /** Brought into view when it changes. */
  readonly scrollToRow: number | undefined
  readonly matches: ReadonlySet<number>
  readonly onSelect: (row: number) => void
}

const treePx = { initial: 380, least: 160, most: 900 }
const tickGapPx = 96

export function Waterfall({ model, state, selectedRow, scrollToRow, matches, onSelect }: WaterfallProps) {
  const { visible, window, full } = state
  const scroller = useRef<HTMLDivElement>(null)
  const bars = useRef<HTMLDivElement>(null)
  const { heightPx } = useSize(scroller)
  const { widthPx } = useSize(bars)
  const [treeWidthPx, setTreeWidthPx] = useStoredNumber(
    'throughline.tree-px',
    treePx.initial,
    treePx.least,
    treePx.most,
  )
  const [scrollTop, setScrollTop] = useState(0)
  const [hoverRow, setHoverRow] = useState<number>()
  const [hoverNano, setHoverNano] = useState<number>()

  const contentPx = visible.length * rowPx + rowPx
  const elementPx = Math.min(contentPx, maxScrollPx)
  const scrolledPx = scrollToContentPx(scrollTop, { contentPx, elementPx, heightPx })
  const firstPosition = Math.max(0, Math.floor(scrolledPx / rowPx))
  const endPosition = Math.min(visible.length, Math.ceil((scrolledPx + heightPx) / rowPx))

  useScrollTo(scroller, heightPx, model, visible, scrollToRow, { contentPx, elementPx })

  const topOf = (row: number | undefined) => {
    const position = row === undefined ? -1 : positionOf(visible, row)
    return row !== undefined && visible[position] === row ? position * rowPx - scrolledPx : undefined
  }
  const rowAt = (event: PointerEvent) => {
    const topPx = event.currentTarget.getBoundingClientRect().top
    const position = positionAtPx(event.clientY - topPx + scrolledPx, visible.length)
    return position === undefined ? undefined : visible[position]
  }
  const pointer = useBarsPointer({
    bars,
    window,
    full,
    onWindow: state.setWindow,
    onClick: event => {
      const row = rowAt(event)
      if (row !== undefined) onSelect(row)
    },
  })
  const path = useMemo(() => Map.groupBy(criticalPath(model), segment => segment.row), [model])
  const ticksNano = widthPx === 0 ? [] : timeTicks(window, widthPx, tickGapPx)
  const hoverPx = hoverNano === undefined ? undefined : nanoToPx(window, widthPx, hoverNano)

  return (
    <div className="waterfall" style={{ '--tree-px': `${treeWidthPx}px` }}>
      <div className="waterfall__head">
        <span className="waterfall__head-name">Span</span>
        <TimeAxis window={window} widthPx={widthPx} ticksNano={ticksNano} hoverNano={hoverNano} />
      </div>
      <div
        ref={scroller}
        className="waterfall__scroller"
        onScroll={event => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: Math.max(elementPx, heightPx) }}>
          <div className="waterfall__pane" style={{ height: heightPx }}>
            <Ground kind="hover" topPx={topOf(hoverRow)} />
            <Ground kind="selected" topPx={topOf(selectedRow)} />
            <SpanTree
              model={model}
              visible={visible}
              firstPosition={firstPosition}
              endPosition={endPosition}
              scrolledPx={scrolledPx}
              widthPx={treeWidthPx}
              collapsed={state.collapsed}
              matches={matches}
              selectedRow={selectedRow}
              onSelect={onSelect}
              onToggle={state.toggle}
              onHover={setHoverRow}
            />
            <Resizer
              label="Width of the names"
              widthPx={treeWidthPx}
              leastPx={treePx.least}
              mostPx={treePx.most}
              direction={1}
              onResize={setTreeWidthPx}
            />
            <div
              ref={bars}
              className="bars"
              aria-hidden
              {...pointer.handlers}
              onPointerMove={event => {
                pointer.handlers.onPointerMove(event)
                const leftPx = event.currentTarget.getBoundingClientRect().left
                setHoverNano(pxToNano(window, widthPx, event.clientX - leftPx))
                setHoverRow(rowAt(event))
              }}
              onPointerLeave={() => {
                setHoverNano(undefined)
                setHoverRow(undefined)
              }}
            >
              <BarsCanvas
                model={model}
                rects={layoutRows(model, visible, { window, widthPx, firstPosition, endPosition })}
                window={window}
                widthPx={widthPx}
                heightPx={heightPx}
                scrolledPx={scrolledPx}
                ticksNano={ticksNano}
                matches={matches}
                path={state.pathShown ? path : noPath}
              />
              {hoverPx !== undefined && <span className="bars__hairline" style={{ left: hoverPx }} />}
              {pointer.chosen && (
                <span
                  className="bars__chosen"
                  style={{
                    left: Math.min(pointer.chosen.fromPx, pointer.chosen.toPx),
                    width: Math.abs(pointer.chosen.toPx - pointer.chosen.fromPx),
                  }}
                />
              )}
            </div>
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

const noPath: ReadonlyMap<number, readonly PathSegment[]> = new Map()

/** Brings a row into the middle when it is asked for and not in view; not again when only the trace grew. */
function useScrollTo(
  scroller: React.RefObject<HTMLDivElement | null>,
  heightPx: number,
  model: TraceModel,
  visible: Int32Array,
  row: number | undefined,
  sizes: { readonly contentPx: number; readonly elementPx: number },
) {
  const spanId = row === undefined ? undefined : model.spans[row]?.spanId
  const shown = useRef<string>(undefined)
  useEffect(() => {
    const element = scroller.current
    if (!element || heightPx === 0 || row === undefined || shown.current === spanId) return
    shown.current = spanId
    const topPx = positionOf(visible, row) * rowPx
    const scrolledPx = scrollToContentPx(element.scrollTop, { ...sizes, heightPx })
    if (topPx >= scrolledPx && topPx + 2 * rowPx <= scrolledPx + heightPx) return
    element.scrollTop = contentToScrollPx(topPx - heightPx / 2, { ...sizes, heightPx })
  })
}
