/** Takes the README's picture of the page anew: the demo's failing request, its dead query selected, dark and light. */
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startServer } from '../tests/harness/server.ts'
import { requireChromium } from '../tests/support/require-component.ts'

const images = join(import.meta.dirname, '../docs/images')
const viewport = { width: 1280, height: 600 }
/** Time for healthy and slow traces to arrive beside the failing one. */
const trafficMs = 30_000

const component = requireChromium()
if (component.skip) throw new Error(component.skip)
const server = await startServer('--demo')
const browser = await chromium.launch({ executablePath: component.path, args: ['--no-sandbox'] })
try {
  for (const colorScheme of ['dark', 'light'] as const) {
    const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 2, reducedMotion: 'reduce' })
    await page.goto(server.uiUrl)
    const failing = page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /error/ }).last()
    await failing.waitFor()
    if (colorScheme === 'dark') await page.waitForTimeout(trafficMs)
    await page.screenshot({ path: join(images, `list-${colorScheme}.png`) })
    await failing.getByRole('link').click()
    await page.getByLabel('Verdict').getByRole('button').last().click()
    await page.getByRole('region', { name: 'Span' }).waitFor()
    await page.screenshot({ path: join(images, `trace-${colorScheme}.png`) })
  }
} finally {
  await browser.close()
  await server.stop()
}
