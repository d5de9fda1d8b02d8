const tokens = [
  'bg',
  'bg-hover',
  'bg-selected',
  'line',
  'line-strong',
  'text',
  'text-muted',
  'accent',
  'error',
  'on-bar',
] as const

/** The tokens as colours that a canvas accepts. */
export type Palette = Readonly<Record<(typeof tokens)[number], string>> & { readonly font: string }

/** A canvas knows neither `var()` nor `light-dark()`: the browser resolves them on a probe element. */
export function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('span'))
  const resolve = (token: string) => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const colors = Object.fromEntries(tokens.map(token => [token, resolve(token)])) as Record<
    (typeof tokens)[number],
    string
  >
  const font = getComputedStyle(document.documentElement).getPropertyValue('--sans')
  probe.remove()
  return { ...colors, font }
}
