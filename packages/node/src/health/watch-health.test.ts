import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lossReportMs } from '../limits.ts'
import { createRing, LAPPED, LIMITED, openRing, REFUSED, TOO_LARGE } from '../recorder/ring-layout.ts'
import { StatsSum } from './stats-sum.ts'
import { watchHealth } from './watch-health.ts'

test('losses are told once a minute, and only if there were any', t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { control } = openRing(createRing(1 << 12, 1 << 10))
  const [spans, logs] = [new StatsSum(), new StatsSum()]
  spans.watch(control)
  // What an exporter's thread that failed has told already.
  control[LAPPED] = 100
  const said: string[] = []
  watchHealth({ spans, logs, say: text => said.push(text), isRestarted: true })
  const saidAfter = (lappedCount: number, elapsedMs: number) => {
    control[LAPPED] = (control[LAPPED] ?? 0) + lappedCount
    t.mock.timers.tick(elapsedMs)
    return said.splice(0).map(sentence => sentence.split(':')[0])
  }
  assert.deepEqual(saidAfter(0, lossReportMs), [])
  assert.deepEqual(saidAfter(3, lossReportMs - 1), [])
  assert.deepEqual(saidAfter(4, 1), ['dropped 7 spans in the last minute'])
  assert.deepEqual(saidAfter(0, 2 * lossReportMs), [])
  assert.deepEqual(saidAfter(1, lossReportMs), ['dropped 1 span in the last minute'])
  spans.unwatch(control)
  logs.watch(control)
  assert.deepEqual(saidAfter(2, lossReportMs), ['dropped 110 log records in the last minute'])
})

test('losses that nobody else tells are told at the end of the process, of the time since the last report', t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { control } = openRing(createRing(1 << 12, 1 << 10))
  const spans = new StatsSum()
  spans.watch(control)
  // Before the exporter's thread was up.
  control[TOO_LARGE] = 5
  const said: string[] = []
  const tellLast = watchHealth({ spans, logs: new StatsSum(), say: text => said.push(text), isRestarted: false })
  t.mock.timers.tick(lossReportMs)
  assert.deepEqual(said.splice(0), ['dropped 5 spans in the last minute: 5 larger than a span may be'])
  control[REFUSED] = 3
  control[LIMITED] = 2
  tellLast()
  assert.deepEqual(said.splice(0), [])
  control[LAPPED] = 1
  for (let i = 0; i < 2; i++) tellLast()
  assert.deepEqual(
    said.map(sentence => sentence.split(':')[0]),
    ['dropped 1 span in the last minute'],
  )
})
