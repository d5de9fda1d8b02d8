import { nextError, positionOf } from '../model/navigate.ts'
import type { TraceModel } from '../model/trace-model.ts'
import { useKeys } from '../parts/use-keys.ts'
import type { WaterfallState } from '../waterfall/use-waterfall.ts'

/** The keyboard of the trace screen; `HelpDialog` lists it for people. */
export function useTraceKeys(
  model: TraceModel,
  selectedRow: number | undefined,
  select: (row: number | undefined) => void,
  waterfall: WaterfallState,
): void {
  const { visible, collapsed } = waterfall
  const move = (step: 1 | -1) => {
    const position = selectedRow === undefined ? (step === 1 ? -1 : visible.length) : positionOf(visible, selectedRow)
    select(visible[Math.min(Math.max(position + step, 0), visible.length - 1)])
  }
  const goToError = (step: 1 | -1) => {
    const row = nextError(model, selectedRow, step)
    if (row !== undefined) select(row)
  }
  const open = () => {
    if (selectedRow === undefined || (model.subtreeSize[selectedRow] ?? 1) === 1) return
    if (collapsed.has(selectedRow)) waterfall.toggle(selectedRow)
    else select(selectedRow + 1)
  }
  const close = () => {
    if (selectedRow === undefined) return
    const parent = model.parent[selectedRow] ?? -1
    if ((model.subtreeSize[selectedRow] ?? 1) > 1 && !collapsed.has(selectedRow)) waterfall.toggle(selectedRow)
    else if (parent !== -1) select(parent)
  }
  const [down, up] = [() => move(1), () => move(-1)]
  const [errorBelow, errorAbove] = [() => goToError(1), () => goToError(-1)]
  const unselect = () => select(undefined)
  useKeys({
    ArrowDown: down,
    j: down,
    ArrowUp: up,
    k: up,
    ArrowRight: open,
    ArrowLeft: close,
    Enter: open,
    e: errorBelow,
    E: errorAbove,
    '[': () => waterfall.stepLevel(-1),
    ']': () => waterfall.stepLevel(1),
    f: () => waterfall.fit(selectedRow),
    w: () => waterfall.zoom(1.5),
    '+': () => waterfall.zoom(1.5),
    s: () => waterfall.zoom(1 / 1.5),
    '-': () => waterfall.zoom(1 / 1.5),
    a: () => waterfall.pan(-0.2),
    d: () => waterfall.pan(0.2),
    c: waterfall.togglePath,
    Escape: unselect,
  })
}
