import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { textOf } from './machine.ts'
import { gauge, level, type MetricName, pointsBy, total } from './make-metric.ts'
import type { Metric, NumberPoint } from './model.ts'

/** The process, all its threads included. */
export class ProcessMetrics {
  #cpuBefore = process.cpuUsage()
  #readAtMs = performance.now()

  read(startUnixNano: bigint): readonly Metric[] {
    const cpu = process.cpuUsage()
    const { voluntaryContextSwitches: voluntary, involuntaryContextSwitches: involuntary } = process.resourceUsage()
    const seconds = { user: cpu.user / 1e6, system: cpu.system / 1e6 }
    return [
      total(cpuTime, startUnixNano, pointsBy('cpu.mode', seconds)),
      gauge(cpuUtilization, pointsBy('cpu.mode', this.#cpuShares(cpu))),
      level(memoryUsage, startUnixNano, one(process.memoryUsage.rss())),
      total(switches, startUnixNano, pointsBy('process.context_switch.type', { voluntary, involuntary })),
      gauge(uptime, one(process.uptime())),
      ...linuxMetrics(startUnixNano),
    ]
  }

  #cpuShares(cpu: NodeJS.CpuUsage): Record<string, number> {
    const before = this.#cpuBefore
    const nowMs = performance.now()
    const availableUs = (nowMs - this.#readAtMs) * 1e3 * availableParallelism()
    this.#cpuBefore = cpu
    this.#readAtMs = nowMs
    return { user: (cpu.user - before.user) / availableUs, system: (cpu.system - before.system) / availableUs }
  }
}

/** What `/proc/self` tells; elsewhere nothing of it is known. */
function linuxMetrics(startUnixNano: bigint): readonly Metric[] {
  if (process.platform !== 'linux') return []
  const status = textOf('/proc/self/status')
  const io = textOf('/proc/self/io')
  const read = numberIn(io, 'read_bytes')
  const write = numberIn(io, 'write_bytes')
  const descriptors = openDescriptors()
  const virtualKib = numberIn(status, 'VmSize')
  return [
    level(memoryVirtual, startUnixNano, virtualKib === undefined ? [] : one(1024 * virtualKib)),
    level(threads, startUnixNano, one(numberIn(status, 'Threads'))),
    level(fileDescriptors, startUnixNano, one(descriptors)),
    total(
      diskIo,
      startUnixNano,
      read === undefined || write === undefined ? [] : pointsBy('disk.io.direction', { read, write }),
    ),
  ].filter(({ points }) => points.length > 0)
}

const numberIn = (text: string, name: string): number | undefined => {
  const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

function openDescriptors(): number | undefined {
  try {
    // Without the one by which this is read.
    return readdirSync('/proc/self/fd').length - 1
  } catch {
    return undefined
  }
}

const one = (value: number | undefined): readonly NumberPoint[] =>
  value === undefined ? [] : [{ attributes: {}, value }]

const cpuTime: MetricName = {
  name: 'process.cpu.time',
  description: 'Total CPU seconds broken down by different CPU modes.',
  unit: 's',
}
const cpuUtilization: MetricName = {
  name: 'process.cpu.utilization',
  description: 'CPU time since the reading before, as a share of what all CPUs could have given the process.',
  unit: '1',
}
const memoryUsage: MetricName = {
  name: 'process.memory.usage',
  description: 'The amount of physical memory in use.',
  unit: 'By',
}
const memoryVirtual: MetricName = {
  name: 'process.memory.virtual',
  description: 'The amount of committed virtual memory.',
  unit: 'By',
}
const switches: MetricName = {
  name: 'process.context_switches',
  description: 'Number of times the process has been context switched.',
  unit: '{context_switch}',
}
const uptime: MetricName = {
  name: 'process.uptime',
  description: 'The time the process has been running.',
  unit: 's',
}
const threads: MetricName = { name: 'process.thread.count', description: 'Process threads count.', unit: '{thread}' }
const fileDescriptors: MetricName = {
  name: 'process.unix.file_descriptor.count',
  description: 'Number of UNIX file descriptors in use by the process.',
  unit: '{file_descriptor}',
}
const diskIo: MetricName = { name: 'process.disk.io', description: 'Disk bytes transferred.', unit: 'By' }
