import type { TraceModel } from './trace-model.ts'

/** One stretch of time in which the whole trace waited for this span's own work. */
export interface PathSegment {
  readonly row: number
  readonly fromNano: number
  readonly toNano: number
}

/** A span within the time that counts for its parent; children end-sorted so that the last to finish is popped first. */
interface Frame {
  readonly row: number
  readonly fromNano: number
  readonly toNano: number
  /** What lies before this time is not explained yet. */
  untilNano: number
  readonly children: number[]
}

/**
 * Walks back from the end of `row`: whatever child finished last was waited for; before it started, the one that
 * finished last before that; gaps are the span's own time. Segments come latest first and tile the span exactly.
 *
 * Method: "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022.
 */
export function criticalPath(model: TraceModel, row: number = model.root): readonly PathSegment[] {
  if (model.spanCount === 0) return []
  const segments: PathSegment[] = []
  const stack = [openFrame(model, row, model.startNano[row] ?? 0, model.endNano[row] ?? 0)]
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const child = takeLastFinished(model, frame)
    const endNano = child === undefined ? frame.fromNano : Math.min(model.endNano[child] ?? 0, frame.toNano)
    if (endNano < frame.untilNano) segments.push({ row: frame.row, fromNano: endNano, toNano: frame.untilNano })
    if (child === undefined) {
      stack.pop()
      continue
    }
    frame.untilNano = Math.max(model.startNano[child] ?? 0, frame.fromNano)
    stack.push(openFrame(model, child, frame.untilNano, endNano))
  }
  return segments
}

function openFrame(model: TraceModel, row: number, fromNano: number, toNano: number): Frame {
  const children: number[] = []
  const end = row + (model.subtreeSize[row] ?? 1)
  for (let child = row + 1; child < end; child += model.subtreeSize[child] ?? 1) children.push(child)
  const endOf = (child: number) => Math.min(model.endNano[child] ?? 0, toNano)
  children.sort((a, b) => endOf(a) - endOf(b))
  return { row, fromNano, toNano, untilNano: toNano, children }
}

/** Children that outlive the stretch still to explain ran beside it and are passed over, unless the end of the frame cuts them. */
function takeLastFinished(model: TraceModel, frame: Frame): number | undefined {
  for (let child = frame.children.pop(); child !== undefined; child = frame.children.pop()) {
    const startNano = Math.max(model.startNano[child] ?? 0, frame.fromNano)
    const endNano = Math.min(model.endNano[child] ?? 0, frame.toNano)
    if (endNano > startNano && endNano <= frame.untilNano) return child
  }
  return undefined
}
