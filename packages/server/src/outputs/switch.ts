import type { Result } from '@throughline/otlp'
import type { PipelineOutput } from '../pipeline/pipeline.ts'
import type { OpenOutput, OutputStats } from './open-output.ts'

type Open = () => Promise<Result<OpenOutput>>

/**
 * An output that can be exchanged for one of other settings. Both have the same folders, so that the one is closed before the
 * other is opened; what arrives in between waits.
 */
export interface Switch extends PipelineOutput {
  /** Undefined before the first turn. */
  readonly settings: unknown
  /** Where it cannot be opened, the one before is opened again. */
  turnTo(settings: unknown, open: Open): Promise<Result<void>>
  stats(): OutputStats
  close(): Promise<void>
}

export function createSwitch(): Switch {
  let present: { readonly output: OpenOutput; readonly settings: unknown; readonly open: Open } | undefined
  let turning: Promise<unknown> | undefined
  let isClosed = false

  async function turn(settings: unknown, open: Open): Promise<Result<void>> {
    const before = present
    await before?.output.close()
    const opened = await open()
    if (opened.ok) {
      present = { output: opened.value, settings, open }
      return { ok: true, value: undefined }
    }
    present = undefined
    const again = await before?.open()
    if (before !== undefined && again?.ok) present = { ...before, output: again.value }
    return opened
  }

  return {
    get settings() {
      return present?.settings
    },
    get signals() {
      return present?.output.signals ?? []
    },
    turnTo(settings, open) {
      const turned = turn(settings, open).finally(() => {
        turning = undefined
      })
      turning = turned.catch(() => undefined)
      return turned
    },
    requireRoom(payload) {
      // The one before is closed, and whether the next one has room is not known yet.
      if (turning === undefined) present?.output.requireRoom(payload)
    },
    async take(payload) {
      // Without a pause where it need not be, so that no other request comes between the question for room and this.
      if (turning !== undefined) await turning
      // A request may still be on its way to a destination that the settings do not name any more.
      if (isClosed) return
      if (present === undefined) throw new Error('a destination could not be opened again')
      await present.output.take(payload)
    },
    stats: () => present?.output.stats() ?? {},
    async close() {
      isClosed = true
      await turning
      await present?.output.close()
      present = undefined
    },
  }
}
