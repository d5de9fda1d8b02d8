import { monitorEventLoopDelay } from 'node:perf_hooks'
import { noteInternalError } from '../guard.ts'
import { eventLoopSampleMs, snapshotMs } from '../limits.ts'
import { shareAttributes } from '../recorder/span-encoder.ts'
import { AttributeList } from '../trace/attributes.ts'
import { type MachineCounts, readMachine, type Transfer } from './machine.ts'
import { cpuShares } from './system-metrics.ts'

/** How the machine and the event loop fared lately, as attributes of a span, encoded once for all spans of a second. */
export class SystemSnapshot {
  readonly #delays = monitorEventLoopDelay({ resolution: eventLoopSampleMs })
  #machine = readMachine()
  #readAtMs = performance.now()
  #encoded: Uint8Array = new Uint8Array()

  constructor() {
    this.#delays.enable()
  }

  /** Attributes of an OTLP `Span`. Read anew where they are older than a second, in the path of a span: 0.2 ms of that. */
  current(): Uint8Array {
    const nowMs = performance.now()
    if (this.#encoded.length === 0 || nowMs - this.#readAtMs >= snapshotMs) this.#read(nowMs)
    return this.#encoded
  }

  close(): void {
    this.#delays.disable()
  }

  #read(nowMs: number): void {
    try {
      const before = this.#machine
      const seconds = Math.max(nowMs - this.#readAtMs, 1) / 1e3
      this.#machine = readMachine()
      this.#readAtMs = nowMs
      this.#encoded = shareAttributes(this.#listOf(before, this.#machine, seconds)).encoded
    } catch (error) {
      noteInternalError(error)
    }
  }

  #listOf(before: MachineCounts, now: MachineCounts, seconds: number): AttributeList {
    const list = new AttributeList()
    const { idle = 0, iowait = 0 } = cpuShares(before, now)
    const { total, available } = now.memoryBytes
    list.add('throughline.system.cpu_utilization', rounded(1 - idle - iowait))
    list.add('throughline.system.memory_utilization', rounded((total - available) / (total || 1)))
    list.add('throughline.system.disk_bytes_per_second', Math.round(bytesSince(before.disks, now.disks) / seconds))
    list.add(
      'throughline.system.network_bytes_per_second',
      Math.round(bytesSince(before.networks, now.networks) / seconds),
    )
    list.add('throughline.event_loop.delay_max_ms', Math.max(0, Math.round(this.#delays.max / 1e6) - eventLoopSampleMs))
    this.#delays.reset()
    return list
  }
}

const rounded = (share: number): number => Math.round(share * 1e3) / 1e3

/** In both directions. */
function bytesSince(before: ReadonlyMap<string, Transfer>, now: ReadonlyMap<string, Transfer>): number {
  const all = (transfers: ReadonlyMap<string, Transfer>): number =>
    [...transfers.values()].reduce((sum, { inBytes, outBytes }) => sum + inBytes + outBytes, 0)
  return Math.max(0, all(now) - all(before))
}
