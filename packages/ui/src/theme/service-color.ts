/** OKLCH with sRGB-safe chroma; the same colour stands on both backgrounds. */
export interface Oklch {
  readonly lightness: number
  readonly chroma: number
  readonly hueDegrees: number
}

/**
 * 24 hues of equal lightness. Red and amber (345–96°) are left out: they mean error and warning and nothing else. The lightness is the one that
 * leaves at least 3:1 (WCAG 2.2, 1.4.11 non-text contrast) against the dark as well as the light background.
 */
export const serviceColors: readonly Oklch[] = Array.from({ length: 24 }, (_, i) => ({
  lightness: 0.645,
  chroma: 0.108,
  hueDegrees: 96 + (i * (345 - 96)) / 23,
}))

/** Always the same colour for a name: FNV-1a over its UTF-16 units, spread by a final mix. */
export function serviceColor(service: string): Oklch {
  let hash = 0x811c9dc5
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  hash ^= hash >>> 12
  return serviceColors[(hash >>> 0) % serviceColors.length] ?? { lightness: 0.645, chroma: 0, hueDegrees: 0 }
}

export function cssColor({ lightness, chroma, hueDegrees }: Oklch, alpha = 1): string {
  return `oklch(${lightness} ${chroma} ${hueDegrees.toFixed(1)} / ${alpha})`
}
