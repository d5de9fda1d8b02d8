import type { TraceSummary } from '@throughline/api'

export const makeSummary = (traceId: string, rest: Partial<TraceSummary> = {}): TraceSummary => ({
  traceId,
  rootService: 'gateway',
  rootName: 'GET /',
  startUnixNano: '0',
  durationNano: '1',
  spanCount: 1,
  errorCount: 0,
  services: ['gateway'],
  ...rest,
})
