import {
  profilesJsonToProto,
  type Result,
  readLogsJson,
  readMetricsJson,
  readTracesJson,
  writeLogsProto,
  writeLogsResponseJson,
  writeLogsResponseProto,
  writeMetricsProto,
  writeMetricsResponseJson,
  writeMetricsResponseProto,
  writeProfilesResponseJson,
  writeProfilesResponseProto,
  writeTraceResponseJson,
  writeTraceResponseProto,
  writeTracesProto,
} from '@throughline/otlp'
import { type Signal, signals } from '../pipeline/payload.ts'

/** What of a signal is its own on the wire. */
interface SignalWire {
  readonly httpPath: string
  readonly grpcPath: string
  /** The request in protobuf. */
  protoOf(json: string): Result<Uint8Array>
  writeResponseProto(rejected: bigint, errorMessage: string): Uint8Array
  writeResponseJson(rejected: bigint, errorMessage: string): string
}

const collector = '/opentelemetry.proto.collector'

export const wires: Readonly<Record<Signal, SignalWire>> = {
  traces: {
    httpPath: '/v1/traces',
    grpcPath: `${collector}.trace.v1.TraceService/Export`,
    protoOf: json => rewrite(readTracesJson(json), writeTracesProto),
    writeResponseProto: (rejectedSpans, errorMessage) => writeTraceResponseProto({ rejectedSpans, errorMessage }),
    writeResponseJson: (rejectedSpans, errorMessage) => writeTraceResponseJson({ rejectedSpans, errorMessage }),
  },
  metrics: {
    httpPath: '/v1/metrics',
    grpcPath: `${collector}.metrics.v1.MetricsService/Export`,
    protoOf: json => rewrite(readMetricsJson(json), writeMetricsProto),
    writeResponseProto: (rejectedDataPoints, errorMessage) =>
      writeMetricsResponseProto({ rejectedDataPoints, errorMessage }),
    writeResponseJson: (rejectedDataPoints, errorMessage) =>
      writeMetricsResponseJson({ rejectedDataPoints, errorMessage }),
  },
  logs: {
    httpPath: '/v1/logs',
    grpcPath: `${collector}.logs.v1.LogsService/Export`,
    protoOf: json => rewrite(readLogsJson(json), writeLogsProto),
    writeResponseProto: (rejectedLogRecords, errorMessage) =>
      writeLogsResponseProto({ rejectedLogRecords, errorMessage }),
    writeResponseJson: (rejectedLogRecords, errorMessage) =>
      writeLogsResponseJson({ rejectedLogRecords, errorMessage }),
  },
  profiles: {
    httpPath: '/v1development/profiles',
    grpcPath: `${collector}.profiles.v1development.ProfilesService/Export`,
    protoOf: profilesJsonToProto,
    writeResponseProto: (rejectedProfiles, errorMessage) =>
      writeProfilesResponseProto({ rejectedProfiles, errorMessage }),
    writeResponseJson: (rejectedProfiles, errorMessage) =>
      writeProfilesResponseJson({ rejectedProfiles, errorMessage }),
  },
}

function rewrite<Data>(read: Result<Data>, write: (data: Data) => Uint8Array): Result<Uint8Array> {
  return read.ok ? { ok: true, value: write(read.value) } : read
}

/** Which signal each path is of. */
export const signalOfHttpPath = new Map(signals.map(signal => [wires[signal].httpPath, signal]))
export const signalOfGrpcPath = new Map(signals.map(signal => [wires[signal].grpcPath, signal]))
