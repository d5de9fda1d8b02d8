import { isFullSuccess, type RpcStatus, type TraceResponse } from '../replies.ts'
import { err, ok, type Result } from '../result.ts'
import { JsonMessage, newReading } from './json-message.ts'
import { parseJson } from './parse.ts'

/** Writes `ExportTraceServiceResponse`; full success is `{}`. */
export function writeTraceResponseJson(response: TraceResponse): string {
  if (isFullSuccess(response)) return '{}'
  const { rejectedSpans, errorMessage } = response
  return JSON.stringify({ partialSuccess: { rejectedSpans: rejectedSpans.toString(), errorMessage } })
}

export const readTraceResponseJson = (text: string): Result<TraceResponse> =>
  readMessage(text, json => {
    const partialSuccess = json.message('partialSuccess')
    return {
      rejectedSpans: partialSuccess.int64('rejectedSpans'),
      errorMessage: partialSuccess.text('errorMessage'),
    }
  })

/** Writes `google.rpc.Status` without details. */
export const writeStatusJson = ({ code, message }: RpcStatus): string => JSON.stringify({ code, message })

/** Reads `google.rpc.Status`; its details are passed over. */
export const readStatusJson = (text: string): Result<RpcStatus> =>
  readMessage(text, json => ({ code: json.enumeration('code', {}), message: json.text('message') }))

function readMessage<T>(text: string, read: (json: JsonMessage) => T): Result<T> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  const reading = newReading()
  const value = read(new JsonMessage(parsed.value, reading))
  return reading.failure === undefined ? ok(value) : err(reading.failure)
}
