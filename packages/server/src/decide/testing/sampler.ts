import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { readTracesProto, type Span, type SpanId, type TraceId, writeTracesProto } from '@throughline/otlp'
import type { Output, Payload } from '../../pipeline/payload.ts'
import { aSpan, tracesOf } from '../../testing/traces.ts'
import { compilePolicies } from '../policies/compile.ts'
import type { Policy } from '../policies/policy.ts'
import type { PolicySettings } from '../policies/settings.ts'
import type { TailSamplerStats } from '../stats.ts'
import { openTailSampler, type TailSampler, type TailSamplerOptions } from '../tail-sampler.ts'

export const traceIdOf = (number: number): TraceId => number.toString(16).padStart(32, '0') as TraceId
export const spanIdOf = (number: number): SpanId => number.toString(16).padStart(16, '0') as SpanId

export const payloadOf = (...spans: readonly Span[]): Payload => ({
  signal: 'traces',
  bytes: writeTracesProto(tracesOf(spans)),
  itemCount: spans.length,
})

export const spansIn = ({ bytes }: Payload): readonly Span[] => {
  const read = readTracesProto(bytes)
  if (!read.ok) throw new Error(read.error)
  return read.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}

/** A span with the attribute that `keepAsked` goes by. */
export const askingSpan = (isKept: boolean, different: Partial<Span>): Span =>
  aSpan({ attributes: [{ key: 'keep', value: { kind: 'bool', value: isKept } }], ...different })

export const keepAsked: PolicySettings = {
  name: 'asked',
  type: 'boolean_attribute',
  boolean_attribute: { key: 'keep', value: true },
}

export const keepAll: PolicySettings = { name: 'all', type: 'always_sample' }

export function policiesOf(...settings: readonly PolicySettings[]): readonly Policy[] {
  const compiled = compilePolicies(settings)
  if (!compiled.ok) throw new Error(compiled.error)
  return compiled.value
}

/** An output that remembers, and can be made to refuse. */
export interface CollectingOutput extends Output {
  readonly taken: Payload[]
  spans(): readonly Span[]
  refuse: boolean
}

export function collectingOutput(): CollectingOutput {
  return {
    taken: [],
    refuse: false,
    spans() {
      return this.taken.flatMap(spansIn)
    },
    requireRoom: () => undefined,
    async take(payload) {
      if (this.refuse) throw new Error('no room')
      this.taken.push(payload)
    },
  }
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-decide-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A clock that goes by hand, and a sampler that looks at it at every turn of the event loop. */
export interface TestSampler extends TailSampler {
  readonly clock: { nowMs: number }
  readonly output: CollectingOutput
  readonly told: readonly string[]
  readonly folder: string
}

export async function openTestSampler(
  t: TestContext,
  options: Partial<TailSamplerOptions> & { readonly output?: CollectingOutput } = {},
): Promise<TestSampler> {
  const clock = { nowMs: 0 }
  const output = options.output ?? collectingOutput()
  const told: string[] = []
  const folder = options.folder ?? (await temporaryFolder(t))
  const opened = await openTailSampler({
    policies: policiesOf(keepAsked),
    waitMs: 1000,
    waitAfterRootMs: 0,
    output,
    outputFreeBytes: 0,
    tell: sentence => told.push(sentence),
    nowMs: () => clock.nowMs,
    ...options,
    folder,
    limits: { tickMs: 1, retryMs: 1, ...options.limits },
  })
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  const sampler = opened.value
  t.after(() => sampler.close())
  return { ...sampler, clock, output, told, folder }
}

/** Waits until the sampler, which acts at every turn of the event loop, has come to this. */
export async function untilStats(sampler: TailSampler, isSo: (stats: TailSamplerStats) => boolean): Promise<void> {
  while (!isSo(sampler.stats())) await new Promise(resolve => setImmediate(resolve))
}
