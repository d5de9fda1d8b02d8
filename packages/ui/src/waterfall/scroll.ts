/** A scrolling area whose element may be shorter than its content, since browsers limit the height of elements. */
export interface ScrollSizes {
  readonly contentPx: number
  readonly elementPx: number
  /** What is visible of it. */
  readonly heightPx: number
}

/** How far the content is scrolled: the same as the element, or in proportion where the element is shorter. */
export function scrollToContentPx(scrollTop: number, sizes: ScrollSizes): number {
  return Math.max(0, scrollTop * contentPerElement(sizes))
}

export function contentToScrollPx(contentPx: number, sizes: ScrollSizes): number {
  return Math.max(0, contentPx / contentPerElement(sizes))
}

function contentPerElement({ contentPx, elementPx, heightPx }: ScrollSizes): number {
  return elementPx >= contentPx ? 1 : (contentPx - heightPx) / (elementPx - heightPx)
}
