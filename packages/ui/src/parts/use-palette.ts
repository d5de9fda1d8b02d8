import { useEffect, useState } from 'react'
import { type Palette, readPalette } from '../theme/palette.ts'
import { useScheme } from '../theme/theme.ts'

/** The canvas colours of the theme on screen; renewed when the theme changes and when the fonts have loaded. */
export function usePalette(): Palette {
  const scheme = useScheme()
  const [palette, setPalette] = useState(readPalette)
  useEffect(() => {
    const renew = () => setPalette(readPalette())
    if (scheme) renew()
    document.fonts.ready.then(renew)
  }, [scheme])
  return palette
}
