import { ProtoReader, utf8Decoder } from '../wire/proto-reader.ts'

/**
 * The delay in the `google.rpc.RetryInfo` among the details of a `google.rpc.Status`, in milliseconds; 0 where it names
 * none, undefined where there is no `RetryInfo`, or nothing that can be read.
 *
 *   Status    { repeated Any details = 3 }
 *   Any       { string type_url = 1; bytes value = 2 }
 *   RetryInfo { Duration retry_delay = 1 }
 *   Duration  { int64 seconds = 1; int32 nanos = 2 }
 */
export function retryInfoDelayMs(status: Uint8Array): number | undefined {
  for (const any of fieldsOf(status, 3)) {
    const [type = nothing] = fieldsOf(any, 1)
    if (!utf8Decoder.decode(type).endsWith('/google.rpc.RetryInfo')) continue
    const [retryInfo = nothing] = fieldsOf(any, 2)
    const [duration = nothing] = fieldsOf(retryInfo, 1)
    return durationMs(duration)
  }
  return undefined
}

const nothing = new Uint8Array()

/** The texts, bytes and messages that a message holds under this number. */
function fieldsOf(message: Uint8Array, field: number): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  const reader = new ProtoReader(message)
  while (reader.next()) {
    if (reader.field === field) found.push(reader.bytes())
    else reader.skip()
  }
  return reader.failure === undefined ? found : []
}

function durationMs(duration: Uint8Array): number {
  let delayMs = 0
  const reader = new ProtoReader(duration)
  while (reader.next()) {
    if (reader.field === 1) delayMs += Number(reader.int64()) * 1000
    else if (reader.field === 2) delayMs += reader.int32() / 1e6
    else reader.skip()
  }
  return reader.failure === undefined ? delayMs : 0
}
