import type { Payload, Signal } from '../pipeline/payload.ts'

/** Items by signal: spans, metric data points, log records, profiles. */
export type ItemCounts = Record<Signal, number>

export const noItems = (): ItemCounts => ({ traces: 0, metrics: 0, logs: 0, profiles: 0 })

export const sumOf = ({ traces, metrics, logs, profiles }: ItemCounts): number => traces + metrics + logs + profiles

export function itemsOf(payloads: readonly Payload[]): ItemCounts {
  const items = noItems()
  for (const { signal, itemCount } of payloads) items[signal] += itemCount
  return items
}

export function addItems(to: ItemCounts, more: ItemCounts): void {
  to.traces += more.traces
  to.metrics += more.metrics
  to.logs += more.logs
  to.profiles += more.profiles
}

export function subtractItems(from: ItemCounts, less: ItemCounts): void {
  from.traces -= less.traces
  from.metrics -= less.metrics
  from.logs -= less.logs
  from.profiles -= less.profiles
}

export const differenceOf = (all: ItemCounts, part: ItemCounts): ItemCounts => ({
  traces: all.traces - part.traces,
  metrics: all.metrics - part.metrics,
  logs: all.logs - part.logs,
  profiles: all.profiles - part.profiles,
})
