import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  clockTicks,
  decadeToPx,
  durationTicks,
  nearestPoint,
  pxToTime,
  scatterPoint,
  scatterScale,
  timeToPx,
} from './scatter.ts'
import { makeSummary } from './testing/make-summary.ts'

const plot = { leftPx: 40, topPx: 10, widthPx: 1000, heightPx: 100 }
const at = (startMs: number, durationNano: number) =>
  makeSummary('t', { startUnixNano: `${startMs}000000`, durationNano: String(durationNano) })

test('time runs from the first to the last trace, duration by its logarithm', () => {
  const scale = scatterScale([at(1000, 1e6), at(3000, 1e10)])
  assert.deepEqual([scale.fromMs, scale.toMs], [1000, 3000])
  const { xPx, yPx } = scatterPoint(at(2000, 1e8), scale, plot)
  assert.equal(xPx, 540)
  assert.ok(Math.abs(yPx - 60) < 1e-9)
})

test('a single trace stands in the middle, even one without duration', () => {
  const scale = scatterScale([at(1000, 0)])
  assert.deepEqual(scatterPoint(at(1000, 0), scale, plot), { xPx: 540, yPx: 60 })
  assert.equal(decadeToPx(scale, plot, scale.mostDecade), 10)
})

test('lines are drawn at decades, and between them where those are few', () => {
  assert.deepEqual(durationTicks(scatterScale([at(0, 2e6), at(0, 2e9)]), plot), [1e7, 1e8, 1e9])
  assert.deepEqual(durationTicks(scatterScale([at(0, 100e6), at(0, 190e6)]), plot), [1e8, 2e8])
})

test('from a nanosecond to three days, lines stay apart and long ones are round on a clock', () => {
  const [minute, hour] = [60e9, 3_600e9]
  assert.deepEqual(durationTicks(scatterScale([at(0, 1), at(0, 72 * hour)]), plot), [
    1,
    1e3,
    1e6,
    1e9,
    10 * minute,
    100 * hour,
  ])
  const long = scatterScale([at(0, 20e9), at(0, 30 * hour)])
  assert.deepEqual(durationTicks(long, plot), [minute, 10 * minute, hour, 10 * hour])
})

test('all points lie within the plot, and px and time are each other’s inverse', () => {
  const traces = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e9)), { minLength: 2, maxLength: 20 })
  fc.assert(
    fc.property(traces, drafts => {
      const summaries = drafts.map(([start, duration]) => at(start, duration))
      const scale = scatterScale(summaries)
      for (const summary of summaries) {
        const { xPx, yPx } = scatterPoint(summary, scale, plot)
        assert.ok(xPx >= 40 && xPx <= 1040 && yPx >= 10 - 1e-9 && yPx <= 110 + 1e-9)
      }
      if (scale.toMs > scale.fromMs) assert.ok(Math.abs(timeToPx(scale, plot, pxToTime(scale, plot, 300)) - 300) < 1e-3)
    }),
  )
})

test('the nearest point is found within reach only', () => {
  const points = [
    { xPx: 0, yPx: 0 },
    { xPx: 10, yPx: 0 },
  ]
  assert.equal(nearestPoint(points, 7, 0, 8), 1)
  assert.equal(nearestPoint(points, 30, 0, 8), undefined)
})

test('ticks are round clock times far enough apart', () => {
  const scale = { fromMs: 61_000, toMs: 121_000, leastDecade: 0, mostDecade: 1 }
  assert.deepEqual(clockTicks(scale, 600, 100), [70_000, 80_000, 90_000, 100_000, 110_000, 120_000])
  assert.deepEqual(
    clockTicks({ ...scale, toMs: 61_300 }, 600, 100),
    [61_000, 61_050, 61_100, 61_150, 61_200, 61_250, 61_300],
  )
  assert.deepEqual(clockTicks({ ...scale, toMs: 61_000 }, 600, 100), [])
})

test('days begin at the reader’s midnight', () => {
  // A test file is a process of its own, so nobody else has to live there.
  process.env.TZ = 'Asia/Kolkata'
  const scale = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 4), leastDecade: 0, mostDecade: 1 }
  const clocks = clockTicks(scale, 600, 100).map(ms => new Date(ms).toTimeString().slice(0, 5))
  assert.deepEqual(clocks, ['12:00', '00:00', '12:00', '00:00', '12:00', '00:00'])
})
