import { type RefObject, useEffect, useRef, useState } from 'react'
import { maxScrollPx } from '../limits.ts'
import { positionOf } from '../model/navigate.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { rowPx } from './layout.ts'
import { contentToScrollPx, type ScrollSizes, scrollToContentPx } from './scroll.ts'

/** Which of the visible rows the scrolling area shows. */
export interface RowsInView {
  readonly visible: Int32Array
  readonly firstPosition: number
  readonly endPosition: number
  /** How far the rows are scrolled. */
  readonly scrolledPx: number
  readonly heightPx: number
  /** Height of the element that scrolls. */
  readonly elementPx: number
  readonly onScroll: (event: { readonly currentTarget: HTMLElement }) => void
}

export function useRowsInView(visible: Int32Array, heightPx: number): RowsInView {
  const [scrollTop, setScrollTop] = useState(0)
  const sizes = scrollSizes(visible.length, heightPx)
  const scrolledPx = scrollToContentPx(scrollTop, sizes)
  return {
    visible,
    firstPosition: Math.max(0, Math.floor(scrolledPx / rowPx)),
    endPosition: Math.min(visible.length, Math.ceil((scrolledPx + heightPx) / rowPx)),
    scrolledPx,
    heightPx,
    elementPx: Math.max(sizes.elementPx, heightPx),
    onScroll: event => setScrollTop(event.currentTarget.scrollTop),
  }
}

/** One row of room below the last, so that it is seen to be the last. */
function scrollSizes(rowCount: number, heightPx: number): ScrollSizes {
  const contentPx = (rowCount + 1) * rowPx
  return { contentPx, elementPx: Math.min(contentPx, maxScrollPx), heightPx }
}

/**
 * Brings the selected row into the middle unless it is in view, and `initialRow` as long as nothing was selected.
 * Each span once: a trace that grows must not scroll under the reader.
 */
export function useScrollToRow(
  scroller: RefObject<HTMLElement | null>,
  model: TraceModel,
  { visible, heightPx }: RowsInView,
  selectedRow: number | undefined,
  initialRow: number | undefined,
): void {
  const shown = useRef<string>(undefined)
  useEffect(() => {
    const row = selectedRow ?? (shown.current === undefined ? initialRow : undefined)
    const spanId = row === undefined ? undefined : model.spans[row]?.spanId
    if (!scroller.current || heightPx === 0 || row === undefined || shown.current === spanId) return
    shown.current = spanId
    const sizes = scrollSizes(visible.length, heightPx)
    const topPx = positionOf(visible, row) * rowPx
    const scrolledPx = scrollToContentPx(scroller.current.scrollTop, sizes)
    if (topPx >= scrolledPx && topPx + 2 * rowPx <= scrolledPx + heightPx) return
    scroller.current.scrollTop = contentToScrollPx(topPx - heightPx / 2, sizes)
  })
}
