import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Server, startServer } from './harness/server.ts'
import { until } from './harness/until.ts'
import { requireChromium } from './support/require-component.ts'

const component = requireChromium()
const deadlineMs = 60_000

let server: Server
let browser: Browser
before(async () => {
  if (component.skip) return
  server = await startServer('--demo')
  browser = await chromium.launch({
    executablePath: component.path,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** A page of its own on the server, which must not have thrown or logged an error by the time the test ends. */
async function withPage(path: string, visit: (page: Page) => Promise<void>, heightPx = 800): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: heightPx } })
  context.setDefaultTimeout(deadlineMs)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(server.uiUrl + path)
  await visit(page)
  assert.deepEqual(complaints, [])
  await context.close()
}

const failingTrace = (page: Page) =>
  page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /error/ }).first()

test('two clicks lead from the list to the query that timed out', { skip: component.skip }, () =>
  withPage('/', async page => {
    await failingTrace(page).getByRole('link').click()
    await page.getByLabel('Verdict').getByRole('button').last().click()

    const detail = page.getByRole('region', { name: 'Span' })
    await detail.getByText('SELECT id, name, city, tier FROM users WHERE id = $1').first().waitFor()
    await detail
      .getByText(/timeout/i)
      .first()
      .waitFor()
    const selected = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row', { selected: true })
    assert.match((await selected.textContent()) ?? '', /SELECT|pg/)
    assert.match(page.url(), /\/trace\/[0-9a-f]{32}\?span=[0-9a-f]{16}$/)
  }),
)

test(
  'the list is narrowed by service, text and errors only, and the address remembers it',
  { skip: component.skip },
  () =>
    withPage('/', async page => {
      const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row')
      await failingTrace(page).waitFor()

      await page.getByRole('button', { name: 'Errors only' }).click()
      await page.waitForFunction(() => {
        const shown = [...document.querySelectorAll('[role="grid"] [role="rowgroup"] [role="row"]')]
        return shown.length > 0 && shown.every(row => row.getAttribute('aria-label')?.includes('error'))
      })
      await page.getByRole('textbox', { name: 'Filter by text' }).fill('no span says this')
      await page.getByText('No trace matches these filters').waitFor()
      await page.getByRole('button', { name: 'Clear all filters' }).click()
      await rows.nth(1).waitFor()

      await page.getByRole('combobox', { name: 'Filter by service' }).fill('ship')
      await page.getByRole('option', { name: 'shipping' }).click()
      await page.waitForURL(/service=shipping/)
      await page.reload()
      await rows.nth(1).waitFor()
      assert.equal(await page.getByRole('combobox', { name: 'Filter by service' }).inputValue(), 'shipping')
    }),
)

test('keys lead through the list and the trace', { skip: component.skip }, () =>
  withPage('/?errors=true', async page => {
    await failingTrace(page).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const spans = page.getByRole('treegrid', { name: 'Spans' })
    await spans.getByRole('row').nth(1).waitFor()
    const spanCount = await spans.getByRole('row').count()

    await page.keyboard.press('e')
    await spans.getByRole('row', { selected: true }).waitFor()
    // As a German keyboard on Windows types it.
    const altGr = { key: '[', ctrlKey: true, altKey: true, modifierAltGraph: true }
    await spans.dispatchEvent('keydown', altGr)
    await page.waitForFunction(
      count => document.querySelectorAll('[role="treegrid"] [role="row"]').length < count,
      spanCount,
    )
    await page.keyboard.press(']')
    await page.waitForFunction(
      count => document.querySelectorAll('[role="treegrid"] [role="row"]').length === count,
      spanCount,
    )
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  }),
)

test('the row that keys have reached is in view', { skip: component.skip }, () =>
  withPage(
    '/',
    async page => {
      const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row')
      await rows.nth(8).waitFor()
      await page.getByRole('switch', { name: 'Live' }).click()
      for (let i = 0; i < 8; i++) await page.keyboard.press('j')
      await page.locator('[aria-rowindex="9"][aria-selected="true"]').waitFor()
      // The list scrolls with the next frame, after the key has been answered.
      await page.waitForFunction(() => {
        const active = document.querySelector('[aria-selected="true"]')?.getBoundingClientRect()
        return active !== undefined && active.bottom <= innerHeight
      })
    },
    400,
  ),
)

test('back leads to the place in the list', { skip: component.skip }, () =>
  withPage(
    '/',
    async page => {
      const grid = page.getByRole('grid', { name: 'Traces' })
      await grid.getByRole('row').nth(8).waitFor()
      await grid.evaluate(async list => {
        list.scrollTo({ top: 50 })
        await new Promise(done => list.addEventListener('scroll', done, { once: true }))
      })
      await page.mouse.click(640, 320)
      await page.waitForURL(/trace/)
      await page.getByRole('treegrid', { name: 'Spans' }).waitFor()
      await page.goBack()
      await page.waitForFunction(() => document.querySelector('[role="grid"]')?.scrollTop === 50)
    },
    400,
  ),
)

test(
  'the wheel with a modifier zooms the bars, a drag chooses a range, and f shows all again',
  { skip: component.skip },
  () =>
    withPage('/?errors=true', async page => {
      await failingTrace(page).getByRole('link').click()
      const bars = page.locator('.bars')
      await bars.locator('canvas').waitFor()
      const axis = page.locator('.waterfall__head')
      const whole = await axis.textContent()
      const axisChanged = (from: string | null) =>
        page.waitForFunction(text => document.querySelector('.waterfall__head')?.textContent !== text, from)

      const box = await bars.boundingBox()
      assert.ok(box)
      await page.mouse.move(box.x + box.width / 2, box.y + 11)
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, -400)
      await page.keyboard.up('Control')
      await axisChanged(whole)
      await page.keyboard.press('f')
      await page.mouse.move(box.x + box.width / 2, box.y - 200)
      await page.waitForFunction(text => document.querySelector('.waterfall__head')?.textContent === text, whole)

      await page.mouse.move(box.x + box.width / 4, box.y + 11)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width / 2, box.y + 11, { steps: 4 })
      await page.mouse.up()
      await axisChanged(whole)
    }),
)

test(
  'a range dragged across the chart is answered at once, though the pointer is still over the list',
  {
    skip: component.skip,
  },
  () =>
    withPage('/', async page => {
      await failingTrace(page).waitFor()
      const chart = await page.locator('.scatter').boundingBox()
      assert.ok(chart)
      await page.mouse.move(chart.x + 10, chart.y + 40)
      await page.mouse.down()
      await page.mouse.move(chart.x + chart.width / 2, chart.y + 40, { steps: 4 })
      await page.mouse.up()
      await page.waitForURL(/from=/)
      const { length } = await server.listTraces(String(new URL(page.url()).searchParams))
      await page.getByText(length === 1 ? '1 trace' : `${length} traces`, { exact: true }).waitFor()
    }),
)

test('the detail begins afresh with every span, and leaves the bars room in a narrow window', {
  skip: component.skip,
}, async () => {
  const traceId = '5b8efff798038103d269b633813fc60c'
  const span = (spanId: string, parentSpanId: string, query: string) => ({
    ...{ traceId, spanId, parentSpanId, name: 'SELECT', kind: 3 },
    ...{ startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000100000000' },
    attributes: [{ key: 'db.query.text', value: { stringValue: query } }],
  })
  const spans = [
    span('eee19b7ec3c1b174', '', 'SELECT name'),
    span('eee19b7ec3c1b175', 'eee19b7ec3c1b174', 'x'.repeat(9_000)),
  ]
  await fetch(`${server.otlpHttpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  })
  // A page that is faster than the store asks again, but the browser logs the first answer.
  await until('the trace', async () => (await fetch(`${server.uiUrl}/api/traces/${traceId}`)).ok || undefined)
  await withPage(`/trace/${traceId}?span=eee19b7ec3c1b174`, async page => {
    await page.setViewportSize({ width: 900, height: 700 })
    const detail = page.getByRole('region', { name: 'Span' })
    await detail.getByText('SELECT name').waitFor()
    const bars = await page.locator('.bars').boundingBox()
    assert.ok(bars && bars.width > 120, `${bars?.width} px`)

    await page.keyboard.press('j')
    await detail.getByRole('button', { name: 'all 9,000 characters' }).click()
    await page.keyboard.press('k')
    await detail.getByText('SELECT name').waitFor()
    await page.keyboard.press('j')
    await detail.getByRole('button', { name: 'all 9,000 characters' }).waitFor()
  })
})

test('a trace that nobody sent is said to be missing, in words', { skip: component.skip }, async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${server.uiUrl}/trace/${'0123456789abcdef'.repeat(2)}`)
  await page
    .getByText(/not (arrived|found|known)/i)
    .first()
    .waitFor({ timeout: deadlineMs })
  await context.close()
})

test('an empty server teaches the first step, and one that is gone is said to be gone', {
  skip: component.skip,
}, async () => {
  const empty = await startServer()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(empty.uiUrl)
  const command = `OTEL_EXPORTER_OTLP_ENDPOINT=${empty.otlpHttpUrl} node --import @throughline/node/register app.js`
  await page.getByText(command).waitFor({ timeout: deadlineMs })
  await empty.stop()
  await page
    .getByText(/does not answer/)
    .first()
    .waitFor({ timeout: deadlineMs })
  await context.close()
})
