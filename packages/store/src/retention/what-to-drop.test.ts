import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Part } from './parts.ts'
import { whatToDrop } from './what-to-drop.ts'

const part = (name: string, partition: string, bytes: number, given: Partial<Part> = {}): Part => ({
  table: 'otel_traces',
  name,
  partition,
  rows: 1,
  bytes,
  newestUnixMs: Number(partition) * 1000,
  ...given,
})

const namesToDrop = (parts: readonly Part[], excessBytes: number) => {
  const toDrop = whatToDrop(parts, excessBytes)
  return { days: toDrop.days.map(day => day.map(({ name }) => name)), parts: toDrop.parts.map(({ name }) => name) }
}

const threeDays = [
  part('c', '3', 10),
  part('a', '1', 10),
  part('b', '2', 10),
  part('a logs', '1', 5, { table: 'otel_logs' }),
  part('c logs', '3', 5, { table: 'otel_logs', newestUnixMs: 2999 }),
]

test('nothing is dropped where there is no excess', () => {
  assert.deepEqual(namesToDrop(threeDays, 0), { days: [], parts: [] })
  assert.deepEqual(namesToDrop([], 1), { days: [], parts: [] })
})

test('the oldest days go, with all their tables, and no more than the excess asks for', () => {
  assert.deepEqual(namesToDrop(threeDays, 1), { days: [['a', 'a logs']], parts: [] })
  assert.deepEqual(namesToDrop(threeDays, 15), { days: [['a', 'a logs']], parts: [] })
  assert.deepEqual(namesToDrop(threeDays, 16), { days: [['a', 'a logs'], ['b']], parts: [] })
  assert.deepEqual(namesToDrop(threeDays, 25), { days: [['a', 'a logs'], ['b']], parts: [] })
})

test('the newest day is not dropped but loses its oldest parts', () => {
  assert.deepEqual(namesToDrop(threeDays, 26), { days: [['a', 'a logs'], ['b']], parts: ['c logs'] })
  assert.deepEqual(namesToDrop(threeDays, 31), { days: [['a', 'a logs'], ['b']], parts: ['c logs', 'c'] })
  assert.deepEqual(namesToDrop(threeDays, 1000), { days: [['a', 'a logs'], ['b']], parts: ['c logs', 'c'] })
})

test('what views made of the newest day stays', () => {
  const derived = part('list', '3', 100, { table: 'otel_traces_summary', newestUnixMs: 0 })
  assert.deepEqual(namesToDrop([...threeDays, derived], 26).parts, ['c logs'])
})

test('a day is as old as its newest part', () => {
  const late = part('late', '1', 1, { newestUnixMs: 9000 })
  assert.deepEqual(namesToDrop([...threeDays, late], 1).days, [['b']])
})
