import { gauge, level, pointsBy } from './make-metric.ts'
import type { Metric } from './model.ts'

type Space = ReturnType<typeof import('node:v8').getHeapSpaceStatistics>[number]

/** What V8 holds of memory, by its spaces, and what keeps the event loop alive. */
export function heapMetrics(startUnixNano: bigint): readonly Metric[] {
  // Not imported: whoever is never read needs none of it.
  const spaces = process.getBuiltinModule('node:v8').getHeapSpaceStatistics()
  const by = (size: (space: Space) => number) =>
    spaces.map(space => ({ attributes: { 'v8js.heap.space.name': space.space_name }, value: size(space) }))
  return [
    level(
      sizeName,
      startUnixNano,
      by(space => space.space_size),
    ),
    gauge(
      usedName,
      by(space => space.space_used_size),
    ),
    gauge(
      availableName,
      by(space => space.space_available_size),
    ),
    gauge(
      physicalName,
      by(space => space.physical_space_size),
    ),
    gauge(resourcesName, pointsBy('v8js.resource.type', counted(process.getActiveResourcesInfo()))),
  ]
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const sizeName = {
  name: 'v8js.memory.heap.space.size',
  description: 'Total heap memory size pre-allocated for a heap space.',
  unit: 'By',
}
const usedName = { name: 'v8js.memory.heap.used', description: 'Heap Memory size allocated.', unit: 'By' }
const availableName = {
  name: 'v8js.memory.heap.space.available_size',
  description: 'Heap space available size.',
  unit: 'By',
}
const physicalName = {
  name: 'v8js.memory.heap.space.physical_size',
  description: 'Committed size of a heap space.',
  unit: 'By',
}
const resourcesName = {
  name: 'v8js.resource.active',
  description: 'Gauge of the active resources that are currently keeping the event loop alive.',
  unit: '{resource}',
}
