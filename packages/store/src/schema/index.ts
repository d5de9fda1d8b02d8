import { otelLogs } from './otel-logs.ts'
import { otelMetrics } from './otel-metrics.ts'
import { otelProfiles } from './otel-profiles.ts'
import { otelTraces } from './otel-traces.ts'
import { otelTracesSummary, otelTracesSummaryView } from './otel-traces-summary.ts'
import { otelTracesTraceIdTs, otelTracesTraceIdTsView } from './otel-traces-trace-id-ts.ts'

/** Statements that make the tables where they are missing, each view after the tables it joins. */
export const schema: readonly string[] = [
  otelTraces,
  otelTracesTraceIdTs,
  otelTracesTraceIdTsView,
  otelTracesSummary,
  otelTracesSummaryView,
  otelLogs,
  ...otelMetrics,
  otelProfiles,
]
