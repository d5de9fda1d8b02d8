import assert from 'node:assert/strict'
import { readStatusJson, readStatusProto } from '@throughline/otlp'
import { inFlightBytes, requestBodyBytes } from '../limits.ts'
import { listenHttp } from '../listen/http.ts'
import type { Listener } from '../listen/port.ts'
import type { Tls } from '../listen/tls.ts'
import { openPipeline, type PipelineOutput } from '../pipeline/pipeline.ts'
import { openToAll } from '../receive/auth.ts'
import { createByteBudget } from '../receive/byte-budget.ts'
import { createCounters } from '../receive/counts.ts'
import { otlpHttp } from '../receive/otlp-http.ts'
import type { RefusalReason } from '../receive/refusal.ts'
import type { Rules } from '../receive/rules.ts'
import { createFakeOutput, outputOf, redactsNothing } from './fake-output.ts'
import { type Answer, type Message, send } from './send.ts'

export const protobuf = { 'content-type': 'application/x-protobuf' }
export const json = { 'content-type': 'application/json' }

type Different = Partial<Pick<Rules, 'guard' | 'cors'>>

/** The OTLP/HTTP receiver on a port of its own, in front of an output that a test decides about. */
export async function openHttpReceiver(different: Different = {}, tls?: Tls) {
  const budget = createByteBudget(() => inFlightBytes)
  const fresh = () => {
    const output = createFakeOutput()
    const outputs: readonly PipelineOutput[] = outputOf(output)
    return { output, outputs, counts: createCounters().http, told: [] as string[] }
  }
  const listened = await listenHttp(
    (request, response) => {
      const { counts, outputs } = state
      const tell = (sentence: string) => void state.told.push(sentence)
      const pipeline = openPipeline({ redactor: () => redactsNothing, outputs: () => outputs, tell })
      const rules = () => ({ guard: openToAll, requestBytesMax: requestBodyBytes, ...different })
      otlpHttp({ pipeline, counts, budget, tell, rules })(request, response)
    },
    { host: '127.0.0.1', port: 0 },
    'http',
    tls,
  )
  assert.ok(listened.ok)
  const listener: Listener = listened.value

  const post = (message: Message): Promise<Answer> =>
    send(listener.address, { method: 'POST', path: '/v1/traces', ...message })

  async function assertRefused(message: Message, status: number, reason: RefusalReason, rpcCode: number) {
    const answer = await post(message)
    assert.equal(answer.status, status)
    const counted = Object.values(state.counts.refusedRequests[reason])
    assert.equal(
      counted.reduce((sum, count) => sum + count),
      1,
    )
    const isProtobuf = answer.headers['content-type'] === 'application/x-protobuf'
    const body = isProtobuf ? readStatusProto(answer.body) : readStatusJson(answer.body.toString())
    assert.ok(body.ok)
    assert.equal(body.value.code, rpcCode)
    assert.match(body.value.message, /^[A-Z].*\w/)
    assert.equal(budget.usedBytes, 0)
    return { ...answer, message: body.value.message }
  }

  const state = {
    ...fresh(),
    budget,
    listener,
    post,
    assertRefused,
    /** Forgets what came before. */
    reset: () => void Object.assign(state, fresh()),
    [Symbol.asyncDispose]: listener.close,
  }
  return state
}

export type HttpReceiver = Awaited<ReturnType<typeof openHttpReceiver>>
