import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { contrast, toLinearSrgb } from './contrast.ts'
import { type Oklch, serviceColor, serviceColors } from './service-color.ts'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const themes = { light: readToken(0), dark: readToken(1) }

/** Every token is `light-dark(oklch(…), oklch(…))`. */
function readToken(side: 0 | 1): (name: string) => Oklch {
  return name => {
    const [line = ''] = new RegExp(`--${name}: light-dark\\(.*`).exec(css) ?? []
    const colors = [...line.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)]
    const [, lightness, chroma, hueDegrees] = colors[side] ?? []
    assert.ok(lightness && chroma && hueDegrees, `tokens.css has no colour ${name}`)
    return { lightness: Number(lightness), chroma: Number(chroma), hueDegrees: Number(hueDegrees) }
  }
}

test('contrast is 21 for black on white and 1 for a colour on itself', () => {
  const grey = (lightness: number) => ({ lightness, chroma: 0, hueDegrees: 0 })
  assert.equal(contrast(grey(0), grey(1)).toFixed(1), '21.0')
  assert.equal(contrast(grey(0.5), grey(0.5)), 1)
})

for (const [theme, token] of Object.entries(themes)) {
  test(`in the ${theme} theme all text reads on every surface it stands on (4.5:1)`, () => {
    for (const surface of ['bg', 'bg-raised', 'bg-hover', 'bg-selected']) {
      for (const text of ['text', 'text-muted', 'accent', 'error', 'warning']) {
        const ratio = contrast(token(text), token(surface))
        assert.ok(ratio >= 4.5, `${text} on ${surface}: ${ratio.toFixed(2)}`)
      }
    }
    assert.ok(contrast(token('error'), token('error-soft')) >= 4.5)
  })

  test(`in the ${theme} theme every service colour stands out from the background (3:1) and carries its label (4.5:1)`, () => {
    for (const color of serviceColors) {
      const ratio = contrast(color, token('bg'))
      assert.ok(ratio >= 3, `hue ${color.hueDegrees}: ${ratio.toFixed(2)}`)
      assert.ok(contrast(color, token('on-bar')) >= 4.5)
    }
  })
}

test('every service colour exists on an sRGB screen', () => {
  for (const color of serviceColors) {
    for (const channel of toLinearSrgb(color))
      assert.ok(channel >= 0 && channel <= 1, `hue ${color.hueDegrees}: ${channel}`)
  }
})

test('a service keeps its colour, and the hash spreads names over the hues', () => {
  assert.deepEqual(serviceColor('gateway'), serviceColor('gateway'))
  const hues = new Set(Array.from({ length: 500 }, (_, i) => serviceColor(`service-${i}`).hueDegrees))
  assert.equal(hues.size, 24)
})
