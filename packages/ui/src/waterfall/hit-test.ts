import { rowPx } from './layout.ts'

/** Position of the visible row at a height below the top of the scrolled content, if there is one. */
export function positionAtPx(contentPx: number, visibleCount: number): number | undefined {
  const position = Math.floor(contentPx / rowPx)
  return position >= 0 && position < visibleCount ? position : undefined
}
