import { readFileSync } from 'node:fs'
import { cpus, freemem, totalmem } from 'node:os'

/** What the machine counts, of which it may not tell everything. */
export interface MachineCounts {
  /** Seconds of all processors together since the machine's start, by mode. */
  readonly cpuSeconds: Readonly<Record<string, number>>
  readonly memoryBytes: { readonly total: number; readonly available: number }
  /** Of whole disks, by name. */
  readonly disks: ReadonlyMap<string, Transfer>
  /** Of interfaces to other machines, by name. */
  readonly networks: ReadonlyMap<string, Transfer>
}

/** Bytes since the machine's start. */
export interface Transfer {
  readonly inBytes: number
  readonly outBytes: number
}

/** `USER_HZ`, which Linux has set to 100 for every program. */
const ticksPerSecond = 100

/** Of `/proc/diskstats`, whatever the disk's own sectors are. */
const sectorBytes = 512

const isLinux = process.platform === 'linux'

export const readMachine = (): MachineCounts => ({
  cpuSeconds: isLinux ? linuxCpu(textOf('/proc/stat')) : otherCpu(),
  memoryBytes: isLinux ? linuxMemory(textOf('/proc/meminfo')) : { total: totalmem(), available: freemem() },
  disks: isLinux ? linuxDisks(textOf('/proc/diskstats')) : new Map(),
  networks: isLinux ? linuxNetworks(textOf('/proc/net/dev')) : new Map(),
})

/** Empty where it cannot be read: a sandbox may hide it. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** `cpu  user nice system idle iowait irq softirq steal` (proc_stat(5)). */
export function linuxCpu(stat: string): Record<string, number> {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = numbersOf(
    stat.split('\n', 1)[0] ?? '',
  )
  const ticks = { user, nice, system, idle, iowait, interrupt: irq + softirq, steal }
  return Object.fromEntries(Object.entries(ticks).map(([mode, count]) => [mode, count / ticksPerSecond]))
}

function otherCpu(): Record<string, number> {
  const seconds: Record<string, number> = {}
  for (const { times } of cpus()) {
    for (const [mode, ms] of Object.entries(times)) {
      const name = modeNames[mode] ?? mode
      seconds[name] = (seconds[name] ?? 0) + ms / 1e3
    }
  }
  return seconds
}

const modeNames: Readonly<Record<string, string>> = { sys: 'system', irq: 'interrupt' }

/** Kernels older than `MemAvailable` are older than any Node that runs here. */
export function linuxMemory(meminfo: string): MachineCounts['memoryBytes'] {
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(meminfo)?.[1] ?? 0)
  return { total: 1024 * kib('MemTotal'), available: 1024 * kib('MemAvailable') }
}

/** What is part of a disk, or no disk of its own: `sda1`, `nvme0n1p1`, loops, memory, what other disks make up. */
const isNoDisk = /^(loop|ram|zram|dm-|md|sr|fd)\d|^(sd|hd|vd|xvd)[a-z]+\d+$|^(nvme\d+n|mmcblk)\d+p\d+$/

/** `major minor name reads merged sectors ms writes merged sectors …` (proc_diskstats(5)). */
export function linuxDisks(diskstats: string): ReadonlyMap<string, Transfer> {
  const rows = diskstats.split('\n').map(line => line.trim().split(/\s+/))
  return new Map(
    rows
      .filter(([, , name]) => name !== undefined && !isNoDisk.test(name))
      .map(row => [
        row[2] ?? '',
        { inBytes: sectorBytes * Number(row[5] ?? 0), outBytes: sectorBytes * Number(row[9] ?? 0) },
      ]),
  )
}

/** `name: bytes packets errs drop fifo frame compressed multicast bytes …` (proc_pid_net(5)). */
export function linuxNetworks(dev: string): ReadonlyMap<string, Transfer> {
  const rows = dev.split('\n').flatMap(line => {
    const [name, counts] = line.split(':')
    return name === undefined || counts === undefined ? [] : [[name.trim(), numbersOf(counts)] as const]
  })
  return new Map(
    rows
      .filter(([name]) => name !== 'lo')
      .map(([name, counts]) => [name, { inBytes: counts[0] ?? 0, outBytes: counts[8] ?? 0 }]),
  )
}

const numbersOf = (line: string): readonly number[] => (line.match(/(?<![a-z])\d+/g) ?? []).map(Number)
