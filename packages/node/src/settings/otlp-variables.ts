/** The variables of one signal, or of all of them (OTLP exporter, "Configuration Options"). */
export interface OtlpVariables {
  readonly endpoint: string
  readonly protocol: string
  readonly headers: string
  readonly timeout: string
  readonly compression: string
  readonly insecure: string
  readonly certificate: string
  readonly clientCertificate: string
  readonly clientKey: string
}

// Each name is written whole, so that a search finds it.
export const ofAllSignals: OtlpVariables = {
  endpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  protocol: 'OTEL_EXPORTER_OTLP_PROTOCOL',
  headers: 'OTEL_EXPORTER_OTLP_HEADERS',
  timeout: 'OTEL_EXPORTER_OTLP_TIMEOUT',
  compression: 'OTEL_EXPORTER_OTLP_COMPRESSION',
  insecure: 'OTEL_EXPORTER_OTLP_INSECURE',
  certificate: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
  clientCertificate: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
  clientKey: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
}

export const ofTraces: OtlpVariables = {
  endpoint: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  protocol: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  headers: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  timeout: 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
  compression: 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION',
  insecure: 'OTEL_EXPORTER_OTLP_TRACES_INSECURE',
  certificate: 'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
  clientCertificate: 'OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE',
  clientKey: 'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY',
}

export const ofMetrics: OtlpVariables = {
  endpoint: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  protocol: 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
  headers: 'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
  timeout: 'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT',
  compression: 'OTEL_EXPORTER_OTLP_METRICS_COMPRESSION',
  insecure: 'OTEL_EXPORTER_OTLP_METRICS_INSECURE',
  certificate: 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE',
  clientCertificate: 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE',
  clientKey: 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY',
}

export const ofLogs: OtlpVariables = {
  endpoint: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
  protocol: 'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL',
  headers: 'OTEL_EXPORTER_OTLP_LOGS_HEADERS',
  timeout: 'OTEL_EXPORTER_OTLP_LOGS_TIMEOUT',
  compression: 'OTEL_EXPORTER_OTLP_LOGS_COMPRESSION',
  insecure: 'OTEL_EXPORTER_OTLP_LOGS_INSECURE',
  certificate: 'OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE',
  clientCertificate: 'OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE',
  clientKey: 'OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY',
}
