import { type RefObject, useLayoutEffect, useState } from 'react'

export interface SizePx {
  readonly widthPx: number
  readonly heightPx: number
}

/** Size of an element's content, from its first layout on. */
export function useSize(ref: RefObject<HTMLElement | null>): SizePx {
  const [size, setSize] = useState<SizePx>({ widthPx: 0, heightPx: 0 })
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return size
}
