import { useMemo, useState } from 'react'
import { carryRows, reveal, stepLevel, visibleRows } from '../model/navigate.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { clampWindow, fitSpan, fullWindow, panBy, type TimeWindow, zoomAt } from './viewport.ts'

export type WaterfallState = ReturnType<typeof useWaterfall>

/** What is open, and which stretch of time is shown. */
export function useWaterfall(model: TraceModel, selectedRow: number | undefined) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set())
  // Undefined is the whole trace, also while it grows.
  const [zoomed, setZoomed] = useState<TimeWindow>()
  const [pathShown, setPathShown] = useState(true)
  const [known, setKnown] = useState({ model, selectedRow })

  if (known.model !== model || known.selectedRow !== selectedRow) {
    const carried = known.model === model ? collapsed : carryRows(known.model, model, collapsed)
    setKnown({ model, selectedRow })
    setCollapsed(selectedRow === undefined ? carried : reveal(model, carried, selectedRow))
    if (selectedRow !== undefined && zoomed) setZoomed(bringIntoView(model, selectedRow, zoomed))
  }

  const visible = useMemo(() => visibleRows(model, collapsed), [model, collapsed])
  const full = useMemo(() => fullWindow(model.durationNano), [model])
  const window = zoomed ? clampWindow(zoomed, full) : full
  const setWindow = (next: TimeWindow) => setZoomed(coversAll(next, full) ? undefined : clampWindow(next, full))

  return {
    collapsed,
    visible,
    full,
    window,
    setWindow,
    pathShown,
    togglePath: () => setPathShown(!pathShown),
    toggle: (row: number) => setCollapsed(collapsed.symmetricDifference(new Set([row]))),
    stepLevel: (step: 1 | -1) => setCollapsed(stepLevel(model, collapsed, step)),
    zoom: (factor: number) => setWindow(zoomAt(window, full, (window.startNano + window.endNano) / 2, factor)),
    pan: (share: number) => setWindow(panBy(window, full, share)),
    /** Fits the span, or the whole trace where the span fits already. */
    fit: (row: number | undefined) => {
      const fitted = row === undefined ? full : fitSpan(model.startNano[row] ?? 0, model.endNano[row] ?? 0, full)
      setWindow(sameWindow(fitted, window) ? full : fitted)
    },
  }
}

const coversAll = (window: TimeWindow, full: TimeWindow) =>
  window.endNano - window.startNano >= (full.endNano - full.startNano) * 0.9999

const sameWindow = (a: TimeWindow, b: TimeWindow) =>
  Math.abs(a.startNano - b.startNano) + Math.abs(a.endNano - b.endNano) < (b.endNano - b.startNano) * 1e-6

/** A selected span that lies outside of the zoomed window moves it, as far as needed and no further. */
function bringIntoView(model: TraceModel, row: number, window: TimeWindow): TimeWindow {
  const start = model.startNano[row] ?? 0
  const end = model.endNano[row] ?? 0
  if (end >= window.startNano && start <= window.endNano) return window
  const shiftNano = (start + end - window.startNano - window.endNano) / 2
  return { startNano: window.startNano + shiftNano, endNano: window.endNano + shiftNano }
}
