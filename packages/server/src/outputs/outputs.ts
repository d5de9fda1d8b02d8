import { isDeepStrictEqual } from 'node:util'
import { err, ok, type Result } from '@throughline/otlp'
import type { SamplingSettings } from '../decide/settings.ts'
import type { DestinationSettings, ForwardSettings } from '../forward/settings.ts'
import type { PipelineOutput } from '../pipeline/pipeline.ts'
import { type OpenOutput, type OutputPlace, type OutputStats, openDestination, sampled } from './open-output.ts'
import { resting } from './resting.ts'
import { createSwitch, type Switch } from './switch.ts'

/** All that data goes to, by name; what has changed can be opened anew while data arrives. */
export interface Outputs {
  readonly all: readonly PipelineOutput[]
  stats(): Readonly<Record<string, OutputStats>>
  /** Outputs whose settings are as they were go on; what cannot be opened goes on as it was, and the error says why. */
  change(settings: OutputSettings): Promise<Result<void>>
  close(): Promise<void>
}

export interface OutputSettings {
  readonly forward: ForwardSettings
  /** Of the store. */
  readonly sampling: SamplingSettings | undefined
}

export interface OutputsParts extends OutputPlace {
  /** Absent where nothing is stored. */
  readonly store: OpenOutput | undefined
}

/** Opens all of them, or none. */
export async function openOutputs(settings: OutputSettings, parts: OutputsParts): Promise<Result<Outputs>> {
  const switches = new Map<string, Switch>()

  async function change({ forward, sampling }: OutputSettings): Promise<Result<void>> {
    const wanted = [
      ...storeAsWanted(parts, sampling),
      ...forward.map(destination => destinationAsWanted(destination, parts)),
    ]
    for (const [name, known] of switches) {
      if (wanted.some(each => each.name === name)) continue
      switches.delete(name)
      await known.close()
    }
    const problems: string[] = []
    for (const { name, settings: own, open } of wanted) {
      const known = switches.get(name) ?? createSwitch()
      if (isDeepStrictEqual(known.settings, own)) continue
      const opened = await known.turnTo(own, open)
      if (opened.ok) switches.set(name, known)
      else problems.push(opened.error)
    }
    return problems.length === 0 ? ok(undefined) : err(problems.join('\n'))
  }

  const outputs: Outputs = {
    get all() {
      return [...switches.values()]
    },
    stats: () => Object.fromEntries(Array.from(switches, ([name, each]) => [name, each.stats()])),
    change,
    close: async () => void (await Promise.all(Array.from(switches.values(), each => each.close()))),
  }
  const opened = await change(settings)
  if (opened.ok) return ok(outputs)
  await outputs.close()
  return opened
}

interface WantedOutput {
  readonly name: string
  readonly settings: unknown
  open(): Promise<Result<OpenOutput>>
}

function destinationAsWanted(settings: DestinationSettings, place: OutputPlace): WantedOutput {
  return { name: settings.name, settings, open: async () => rested(await openDestination(settings, place)) }
}

function storeAsWanted(
  { store, ...place }: OutputsParts,
  sampling: SamplingSettings | undefined,
): readonly WantedOutput[] {
  if (store === undefined) return []
  return [{ name: store.name, settings: { sampling }, open: async () => rested(await sampled(store, sampling, place)) }]
}

const rested = (opened: Result<OpenOutput>): Result<OpenOutput> => (opened.ok ? ok(resting(opened.value)) : opened)
