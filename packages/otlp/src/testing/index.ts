export { type Authority, createAuthority, type Identity } from './certificates.ts'
export { everyField } from './every-field.ts'
export { everyFieldOfLogs } from './every-field-of-logs.ts'
export { everyFieldOfMetrics } from './every-field-of-metrics.ts'
