import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  askingSpan,
  collectingOutput,
  openTestSampler,
  payloadOf,
  spanIdOf,
  temporaryFolder,
  traceIdOf,
  untilStats,
} from './testing/sampler.ts'

type Step =
  | { readonly kind: 'take'; readonly spans: readonly { readonly trace: number; readonly isKept: boolean }[] }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly isRefusing: boolean }
  | { readonly kind: 'restart' }

const span = fc.record({ trace: fc.integer({ min: 1, max: 6 }), isKept: fc.boolean() })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('take'), spans: fc.array(span, { maxLength: 5 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.nat({ max: 1200 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse'), isRefusing: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
)

test('every span that is taken is kept or dropped in the end, once, over restarts and refusals', async t => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
    const output = collectingOutput()
    const options = {
      folder: await temporaryFolder(t),
      output,
      limits: { segmentBytes: 300, traces: 10, rememberedKept: 3, rememberedDropped: 3 },
    }
    const taken: number[] = []
    const ended = { keptSpans: 0, droppedSpans: 0 }
    let sampler = await openTestSampler(t, options)

    async function close(): Promise<void> {
      await sampler.close()
      const { takenSpans, keptSpans, droppedSpans, pendingSpans } = sampler.stats()
      assert.equal(keptSpans + droppedSpans + pendingSpans, takenSpans)
      ended.keptSpans += keptSpans
      ended.droppedSpans += droppedSpans
    }

    for (const each of steps) {
      if (each.kind === 'pass') {
        sampler.clock.nowMs += each.ms
        await someTurns()
      }
      if (each.kind === 'refuse') output.refuse = each.isRefusing
      if (each.kind === 'take') {
        const numbers = each.spans.map((_, at) => taken.length + at + 1)
        const spans = each.spans.map(({ trace, isKept }, at) =>
          askingSpan(isKept, { traceId: traceIdOf(trace), spanId: spanIdOf(numbers[at] ?? 0) }),
        )
        await sampler.take(payloadOf(...spans))
        taken.push(...numbers)
      }
      if (each.kind === 'restart') {
        await close()
        sampler = await openTestSampler(t, options)
      }
    }
    output.refuse = false
    sampler.clock.nowMs += 1000
    await untilStats(sampler, ({ pendingSpans }) => pendingSpans === 0)
    await close()

    const handedOver = output.spans().map(({ spanId }) => Number.parseInt(spanId, 16))
    assert.equal(new Set(handedOver).size, handedOver.length)
    assert.equal(handedOver.length, ended.keptSpans)
    assert.equal(ended.keptSpans + ended.droppedSpans, taken.length)
  })
  await fc.assert(property, { numRuns: 60 })
})

/** Time for the sampler to act, or not: where it stands when the next step comes should not always be the same. */
async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setTimeout(resolve))
}
