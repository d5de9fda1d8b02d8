import { useLayoutEffect, useRef } from 'react'
import { prepareCanvas } from '../parts/canvas.ts'
import { usePalette } from '../parts/use-palette.ts'
import { type BarsScene, paintBars } from './paint.ts'

/** The bars. What they say is in the tree beside them, so assistive technology skips the picture. */
export function BarsCanvas(scene: BarsScene) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const palette = usePalette()
  useLayoutEffect(() => {
    const context = canvas.current && prepareCanvas(canvas.current, scene)
    if (context) paintBars(context, scene, palette)
  })
  return <canvas ref={canvas} aria-hidden className="bars__canvas" />
}
