import type { Lane } from '../../lane.ts'
import type { Payload } from '../../pipeline/payload.ts'
import { recordBytes } from './record.ts'

interface WaitingAppend {
  readonly payload: Payload
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export interface GroupCommitOptions {
  readonly lane: Lane
  /** Takes what came while the previous write was under way, up to `groupBytes` or one payload. */
  readonly write: (payloads: readonly Payload[]) => Promise<void>
  readonly groupBytes: number
}

export interface GroupCommit {
  /** Bytes of records that wait for the disk. */
  readonly waitingBytes: number
  /** Resolves when the payload is written, and rejects when it is not. */
  append(payload: Payload): Promise<void>
}

export function createGroupCommit({ lane, write, groupBytes }: GroupCommitOptions): GroupCommit {
  const waiting: WaitingAppend[] = []
  let waitingBytes = 0

  function takeGroup(): readonly WaitingAppend[] {
    let bytes = 0
    const end = waiting.findIndex(({ payload }, at) => {
      bytes += recordBytes(payload)
      return at > 0 && bytes > groupBytes
    })
    return waiting.splice(0, end < 0 ? waiting.length : end)
  }

  async function writeGroup(): Promise<void> {
    const group = takeGroup()
    const payloads = group.map(({ payload }) => payload)
    try {
      await write(payloads)
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
    waitingBytes -= payloads.reduce((sum, payload) => sum + recordBytes(payload), 0)
    if (waiting.length > 0) lane.run(writeGroup)
  }

  return {
    get waitingBytes() {
      return waitingBytes
    },
    append: payload =>
      new Promise<void>((resolve, reject) => {
        waitingBytes += recordBytes(payload)
        waiting.push({ payload, resolve, reject })
        if (waiting.length === 1) lane.run(writeGroup)
      }),
  }
}
