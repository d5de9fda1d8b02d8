import { err, ok, type Result, type UnixNano, unixNano } from '@throughline/otlp'

/** Reads a moment as `/api/…` takes it: RFC 3339 or unix seconds, both with up to nine decimals, none of them lost. */
export function parseTime(text: string): Result<UnixNano> {
  const seconds = /^(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text)
  if (seconds) return ok(toUnixNano(BigInt(seconds[1] ?? 0), seconds[2]))
  const rfc = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(text)
  const millis = rfc ? Date.parse(`${rfc[1]}T${rfc[2]}${rfc[4]?.toUpperCase()}`) : Number.NaN
  if (millis >= 0) return ok(toUnixNano(BigInt(millis / 1000), rfc?.[3]))
  return err(`"${text}" is not a time; send RFC 3339, such as 2026-05-01T12:00:00Z, or unix seconds since 1970`)
}

function toUnixNano(seconds: bigint, decimals = ''): UnixNano {
  return unixNano(seconds * 1_000_000_000n + BigInt(decimals.padEnd(9, '0')))
}
