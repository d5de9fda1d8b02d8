/** Durations such as `500ms`, `5s`, `10m`, `24h`, `7d`. */
export const durationPattern = '^\\d+(ms|s|m|h|d)$'
/** Sizes such as `64KiB`, `1GiB`, or `10GB`. */
export const sizePattern = '^\\d+(B|[kKMGT]B|[KMGT]iB)$'

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

export const parseDurationMs = (text: string): number => parse(text, durationUnits)
export const parseSizeBytes = (text: string): number => parse(text, sizeUnits)

function parse(text: string, units: Readonly<Record<string, number>>): number {
  const unit = text.replace(/^\d+/, '')
  return Number.parseInt(text, 10) * (units[unit] ?? Number.NaN)
}
