import { spanIdWords, traceIdWords } from '../trace/id-words.ts'

/** Deny, accept, debug (which is to accept, and more), or nothing: the decision is left to whoever is called. */
const samplingStates = ['0', '1', 'd', ''] as const
type SamplingState = (typeof samplingStates)[number]

/** A caller as B3 tells of it, whose ids are valid and of full length. */
export interface B3Parent {
  readonly traceId: string
  readonly spanId: string
  readonly samplingState: SamplingState
}

/** The form that has several headers; an empty text is one that is not there. */
export interface B3Headers {
  readonly traceId: string
  readonly spanId: string
  readonly sampled: string
  readonly flags: string
}

/** The last member is the caller's own parent, of use only to tracers that give caller and called one span. */
const SINGLE = /^([\da-f]+)-([\da-f]+)(?:-([01d]))?(?:-[\da-f]{16})?$/

/** A sampling state alone (`b3: 0`) names no parent; there is nothing in OpenTelemetry that it could become. */
export function readB3Single(header: string): B3Parent | undefined {
  const [, traceId = '', spanId = '', samplingState = ''] = SINGLE.exec(header) ?? []
  return validParent(traceId, spanId, samplingState)
}

export const readB3Multi = ({ traceId, spanId, sampled, flags }: B3Headers): B3Parent | undefined =>
  validParent(traceId, spanId, flags === '1' ? 'd' : (oldStates.get(sampled.toLowerCase()) ?? sampled))

/** Of tracers that are older than the specification, which has others be lenient here. */
const oldStates: ReadonlyMap<string, SamplingState> = new Map([
  ['true', '1'],
  ['false', '0'],
])

const HALF_AN_ID = '0'.repeat(16)

function validParent(traceId: string, spanId: string, sampling: string): B3Parent | undefined {
  const fullId = traceId.length === HALF_AN_ID.length ? `${HALF_AN_ID}${traceId}` : traceId
  const samplingState = samplingStates.find(state => state === sampling)
  const isValid = traceIdWords(fullId) !== undefined && spanIdWords(spanId) !== undefined
  return isValid && samplingState !== undefined ? { traceId: fullId, spanId, samplingState } : undefined
}
