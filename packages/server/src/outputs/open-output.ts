import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'
import { keepEverything, type SamplingSettings, samplingOptions } from '../decide/settings.ts'
import type { TailSamplerStats } from '../decide/stats.ts'
import { openTailSampler } from '../decide/tail-sampler.ts'
import { type ForwarderStats, openForwarder } from '../forward/forwarder.ts'
import type { DestinationSettings } from '../forward/settings.ts'
import type { Output, Payload } from '../pipeline/payload.ts'
import type { PipelineOutput } from '../pipeline/pipeline.ts'

/** Where data goes: the store, or a destination, behind a sampler if it has one. */
export interface OpenOutput extends PipelineOutput {
  readonly name: string
  /** What has to be free on the disk for it to take anything. */
  readonly freeBytes: number
  stats(): OutputStats
  close(): Promise<void>
}

export interface OutputStats {
  /** Of a destination. */
  readonly forwarding?: ForwarderStats
  /** Where not all traces are kept. */
  readonly sampling?: TailSamplerStats
}

export interface OutputPlace {
  /** The data folder; each output has its own below. */
  readonly folder: string
  readonly tell: (sentence: string) => void
}

export async function openDestination(settings: DestinationSettings, place: OutputPlace): Promise<Result<OpenOutput>> {
  const forwarder = await openForwarder({ settings, folder: join(place.folder, 'queues'), tell: place.tell })
  if (!forwarder.ok) return forwarder
  const { stats, ...forwarding } = forwarder.value
  const output = { ...forwarding, freeBytes: 0, stats: () => ({ forwarding: stats() }) }
  return sampled(output, settings.sampling, place)
}

/**
 * Puts a sampler in front of `output`; it decides about traces alone. Without settings nothing is decided any more, but what
 * has waited since there were some was promised: it is handed over, all of it.
 */
export async function sampled(
  output: OpenOutput,
  settings: SamplingSettings | undefined,
  place: OutputPlace,
): Promise<Result<OpenOutput>> {
  const folder = join(place.folder, 'sampling', output.name)
  if (settings === undefined && !existsSync(folder)) return ok(output)
  const options = settings === undefined ? ok(keepEverything) : samplingOptions(settings)
  if (!options.ok) return closedWith(output, options.error)
  const tell = (sentence: string) => place.tell(`Sampling for ${output.name}: ${sentence}`)
  const sampler = await openTailSampler({ ...options.value, folder, output, outputFreeBytes: output.freeBytes, tell })
  if (!sampler.ok) return closedWith(output, sampler.error)
  const { stats, close } = sampler.value
  const takerOf = ({ signal }: Payload): Output => (settings && signal === 'traces' ? sampler.value : output)
  return ok({
    ...output,
    requireRoom: payload => takerOf(payload).requireRoom(payload),
    take: payload => takerOf(payload).take(payload),
    stats: () => ({ ...output.stats(), ...(settings && { sampling: stats() }) }),
    async close() {
      await close()
      await output.close()
    },
  })
}

async function closedWith(output: OpenOutput, error: string): Promise<Result<never>> {
  await output.close()
  return err(`Sampling for ${output.name}: ${error}.`)
}
