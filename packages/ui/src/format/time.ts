const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})
const clockSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

const toDate = (unixNano: bigint) => new Date(Number(unixNano / 1_000_000n))

/** `14:03:07.482` in the reader's zone. */
export const formatClock = (unixNano: bigint): string => clock.format(toDate(unixNano))

/** `14:03:07`. */
export const formatClockSeconds = (unixMs: number): string => clockSeconds.format(unixMs)

/** `Nov 17`. */
export const formatDay = (unixMs: number): string => day.format(unixMs)

/** Where a day begins for the reader. */
export const isMidnight = (unixMs: number): boolean => new Date(unixMs).setHours(0, 0, 0, 0) === unixMs

export const isToday = (unixNano: bigint, now: Date = new Date()): boolean =>
  toDate(unixNano).toDateString() === now.toDateString()

/** `14:03:07.482`, with the day before it unless it is today's. */
export function formatMoment(unixNano: bigint, now: Date = new Date()): string {
  const date = toDate(unixNano)
  return isToday(unixNano, now) ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`
}

/** Date, time with zone, and the exact nanosecond, for a hover. */
export const formatFullTime = (unixNano: bigint): string =>
  `${full.format(toDate(unixNano))}\n${unixNano} ns since 1970`
