import {
  profilesJsonToProto,
  readLogsJson,
  readMetricsJson,
  writeLogsProto,
  writeMetricsProto,
  writeTracesJson,
  writeTracesProto,
} from '@throughline/otlp'
import type { Signal } from '../pipeline/payload.ts'
import { aSpan, tracesOf } from './traces.ts'

interface SignalRequest {
  readonly proto: Uint8Array
  readonly json: string
  readonly itemCount: number
}

const traces = tracesOf([aSpan(), aSpan()])
const metricsJson =
  '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"load","gauge":{"dataPoints":[{"asDouble":1},{"asDouble":2}]}},' +
  '{"name":"none"},{"name":"heard","sum":{"dataPoints":[{"asInt":"3"}]}}]}]}]}'
const logsJson =
  '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hello"}},{"severityNumber":9}]}]}]}'
const profilesJson =
  '{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"samples":[{"stackIndex":1,"values":["5"]}]}]}]}],' +
  '"dictionary":{"stringTable":["","main"],"stackTable":[{},{"locationIndices":[1]}]}}'

const metrics = readMetricsJson(metricsJson)
const logs = readLogsJson(logsJson)
const profiles = profilesJsonToProto(profilesJson)
if (!metrics.ok || !logs.ok || !profiles.ok) throw new Error('a request of the tests is none')

/** A small request of each signal, in both encodings. */
export const requests: Readonly<Record<Signal, SignalRequest>> = {
  traces: { proto: writeTracesProto(traces), json: writeTracesJson(traces), itemCount: 2 },
  metrics: { proto: writeMetricsProto(metrics.value), json: metricsJson, itemCount: 3 },
  logs: { proto: writeLogsProto(logs.value), json: logsJson, itemCount: 2 },
  profiles: { proto: profiles.value, json: profilesJson, itemCount: 1 },
}
