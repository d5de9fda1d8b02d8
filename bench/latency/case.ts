import { untraced } from '../support/products.ts'
import { inRounds } from '../support/rounds.ts'
import type { Settings } from '../support/settings.ts'
import { lowerQuartile, median, sum } from '../support/statistics.ts'
import type { Row } from '../support/table.ts'
import { type Latency, measure, type Subject, startSubject, untracedMaximum, windowSeconds } from './measure.ts'
import { variantsOf } from './variants.ts'

/** How long a request takes at half of what the untraced service can do, traced and with a receiver in trouble. */
export const latency = async (settings: Settings): Promise<readonly Row[]> => {
  const requestsPerSecond = Math.floor((await untracedMaximum(settings.seconds)) / 2)
  console.error(`${requestsPerSecond} requests per second are half of what the untraced service can do`)
  const subjects: Subject[] = []
  try {
    for (const variant of variantsOf(settings)) subjects.push(await startSubject(variant, requestsPerSecond))
    const windows = (settings.rounds * settings.seconds) / windowSeconds
    const samples = await inRounds(windows, subjects, subject => measure(subject, requestsPerSecond))
    const rows: Row[] = []
    for (const subject of subjects) rows.push({ requestsPerSecond, ...(await summarise(subject, samples)) })
    return rows
  } finally {
    for (const subject of subjects) await subject.stop()
  }
}

const summarise = async (subject: Subject, samples: ReadonlyMap<Subject, readonly Latency[]>): Promise<Row> => {
  const of = (some: readonly Latency[], field: keyof Latency) => some.map(sample => sample[field])
  const own = samples.get(subject) ?? []
  const bare = [...samples].find(([{ product }]) => product === untraced)?.[1] ?? []
  const answered = sum(of(own, 'answered'))
  const spansMade = subject.product === untraced ? 0 : answered
  return {
    variant: subject.product.name,
    receiver: subject.receiver,
    p50Ms: median(of(own, 'p50Ms')),
    p99Ms: median(of(own, 'p99Ms')),
    p999Ms: median(of(own, 'p999Ms')),
    quietP99Ms: lowerQuartile(of(own, 'p99Ms')),
    p99OfUntraced: median(of(own, 'p99Ms')) / median(of(bare, 'p99Ms')),
    answered: answered / sum(of(own, 'asked')),
    spansReceived: await subject.destination.received(spansMade),
    spansExpected: subject.receiver === 'fine' ? spansMade : 0,
  }
}
