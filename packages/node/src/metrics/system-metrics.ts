import { type MachineCounts, readMachine, type Transfer } from './machine.ts'
import { gauge, level, type MetricName, pointsBy, total } from './make-metric.ts'
import type { Metric, NumberPoint } from './model.ts'

/** The machine that the process runs on; of a container, that of its host, where Linux does not tell them apart. */
export class SystemMetrics {
  #before = readMachine()

  read(startUnixNano: bigint): readonly Metric[] {
    const now = readMachine()
    const { cpuSeconds, memoryBytes, disks, networks } = now
    const shares = cpuShares(this.#before, now)
    this.#before = now
    const used = memoryBytes.total - memoryBytes.available
    const states = { used, available: memoryBytes.available }
    return [
      total(cpuTime, startUnixNano, pointsBy('cpu.mode', cpuSeconds)),
      gauge(cpuUtilization, pointsBy('cpu.mode', shares)),
      level(memoryUsage, startUnixNano, pointsBy('system.memory.state', states)),
      level(memoryLimit, startUnixNano, [{ attributes: {}, value: memoryBytes.total }]),
      gauge(memoryUtilization, [
        { attributes: { 'system.memory.state': 'used' }, value: used / (memoryBytes.total || 1) },
      ]),
      total(diskIo, startUnixNano, transferPoints(disks, 'system.device', 'disk.io.direction', ['read', 'write'])),
      total(
        networkIo,
        startUnixNano,
        transferPoints(networks, 'network.interface.name', 'network.io.direction', ['receive', 'transmit']),
      ),
    ].filter(({ points }) => points.length > 0)
  }
}

/** How much of the time between two looks was spent in each mode. */
export function cpuShares(before: MachineCounts, now: MachineCounts): Record<string, number> {
  const modes = Object.entries(now.cpuSeconds)
  const since = modes.map(([mode, seconds]) => [mode, seconds - (before.cpuSeconds[mode] ?? 0)] as const)
  const all = since.reduce((sum, [, seconds]) => sum + seconds, 0)
  return all <= 0 ? {} : Object.fromEntries(since.map(([mode, seconds]) => [mode, seconds / all]))
}

const transferPoints = (
  transfers: ReadonlyMap<string, Transfer>,
  nameKey: string,
  directionKey: string,
  [inward, outward]: readonly [string, string],
): readonly NumberPoint[] =>
  Array.from(transfers, ([name, { inBytes, outBytes }]) => [
    { attributes: { [nameKey]: name, [directionKey]: inward }, value: inBytes },
    { attributes: { [nameKey]: name, [directionKey]: outward }, value: outBytes },
  ]).flat()

const cpuTime: MetricName = {
  name: 'system.cpu.time',
  description: 'Seconds that all logical CPUs together spent in each mode.',
  unit: 's',
}
const cpuUtilization: MetricName = {
  name: 'system.cpu.utilization',
  description: 'Share of the time since the reading before that all logical CPUs together spent in each mode.',
  unit: '1',
}
const memoryUsage: MetricName = { name: 'system.memory.usage', description: 'Memory by state.', unit: 'By' }
const memoryLimit: MetricName = {
  name: 'system.memory.limit',
  description: 'Memory that the system has.',
  unit: 'By',
}
const memoryUtilization: MetricName = {
  name: 'system.memory.utilization',
  description: 'Fraction of memory by state.',
  unit: '1',
}
const diskIo: MetricName = { name: 'system.disk.io', description: 'Disk bytes transferred.', unit: 'By' }
const networkIo: MetricName = {
  name: 'system.network.io',
  description: 'The number of bytes transmitted and received.',
  unit: 'By',
}
