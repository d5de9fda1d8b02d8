import type { ExportStats } from '../recorder/stats.ts'

/**
 * One sentence on what was lost in the last minute; undefined where nothing was. Traces beyond the rate are told apart:
 * they were left out on purpose, and their spans are not counted.
 *
 * @param thing what was lost: "span"
 */
export function lossSentence(since: ExportStats, thing = 'span'): string | undefined {
  const reasons = [
    [since.lapped, 'overwritten before they could be sent (the receiver is too slow or away)'],
    [since.refused, 'refused by the receiver'],
    [since.tooLarge, `larger than a ${thing} may be`],
    [since.forgotten, 'given up before their trace turned out to be worth keeping'],
  ] as const
  const dropped = reasons.filter(([spanCount]) => spanCount > 0)
  const parts: string[] = []
  if (dropped.length > 0) {
    const total = dropped.reduce((sum, [spanCount]) => sum + spanCount, 0)
    const list = dropped.map(([spanCount, reason]) => `${grouped(spanCount)} ${reason}`).join(', ')
    parts.push(`dropped ${counted(total, thing)} in the last minute: ${list}`)
  }
  if (since.limited > 0) {
    const why = 'more failed or were slow than THROUGHLINE_KEEP_TRACES_PER_SECOND says'
    parts.push(`did not keep ${counted(since.limited, 'trace')} in the last minute: ${why}`)
  }
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** One sentence on what is left when the time that the end of a process has is over; undefined where nothing is. */
export function unsentSentence({ recorded, sent, lapped, refused }: ExportStats, thing = 'span'): string | undefined {
  const unsentCount = (recorded - sent - lapped - refused) >>> 0
  return unsentCount === 0 ? undefined : `the process ended before ${counted(unsentCount, thing)} could be sent`
}

const counted = (count: number, thing: string): string => `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`

const grouped = (count: number): string => count.toLocaleString('en-US')
