/** Largest first. */
export const durationUnits = [
  { name: 's', nano: 1e9 },
  { name: 'ms', nano: 1e6 },
  { name: 'µs', nano: 1e3 },
  { name: 'ns', nano: 1 },
] as const

const noBreakSpace = '\u00a0'

/** `1.92 s`, `341 ms`, `2 min 3 s`: three significant digits, the largest unit that leaves at least 1. */
export function formatDuration(nano: number): string {
  if (nano < 0) return `−${formatDuration(-nano)}`
  if (nano === 0) return `0${noBreakSpace}s`
  // A value that rounds up to the next unit is shown in it: 999.6 ms is 1.00 s, 59.97 s is 1 min.
  if (nano >= 59.95e9) return formatMinutes(Math.round(nano / 1e9))
  const unit = durationUnits.find(candidate => nano >= candidate.nano * 0.9995) ?? durationUnits[3]
  return `${threeDigits(nano / unit.nano, unit.name === 'ns')}${noBreakSpace}${unit.name}`
}

/** `+72 ms`, `−3 ms`: where something lies relative to a start. */
export const formatOffset = (nano: number): string => `${nano < 0 ? '' : '+'}${formatDuration(nano)}`

function threeDigits(value: number, whole: boolean): string {
  if (whole || value >= 99.95) return value.toFixed(0)
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2)
}

function formatMinutes(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${formatCount(count)}${noBreakSpace}${unit}`)
    .join(' ')
}

/** `1,921,334,112 ns`: what a humane duration stands for. */
export function formatExactNano(nano: number | bigint): string {
  return `${formatCount(nano)} ns`
}

/** `12,034`. */
export function formatCount(count: number | bigint): string {
  return count.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
