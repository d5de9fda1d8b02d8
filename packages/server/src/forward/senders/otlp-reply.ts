import { readStatusJson, readStatusProto, readTraceResponseProto } from '@throughline/otlp'
import { inOneLine } from './advice.ts'
import type { HttpReply } from './http-client.ts'
import { type SendOutcome, sent } from './sender.ts'

/**
 * A success whose body cannot be read is still a success: the receiver has taken the items. The responses of all signals
 * differ only in what their count is called, so one reader serves them.
 */
export function sentByResponse(body: Uint8Array): SendOutcome {
  const response = readTraceResponseProto(body)
  if (!response.ok) return sent
  const { rejectedSpans, errorMessage } = response.value
  return { kind: 'sent', rejectedItems: Number(rejectedSpans), message: inOneLine(errorMessage) }
}

/** The words of an answer that is no success: OTLP asks for a `Status`, and what stands in front of a receiver has others. */
export function messageOf({ contentType, body }: HttpReply): string {
  if (contentType.startsWith('application/x-protobuf')) {
    const status = readStatusProto(body)
    return status.ok ? status.value.message : ''
  }
  const status = contentType.startsWith('application/json') ? readStatusJson(body.toString()) : undefined
  const text = status?.ok && status.value.message !== '' ? status.value.message : body.toString()
  return text
}
