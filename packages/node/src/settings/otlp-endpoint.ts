import { defaultExportTimeoutMs } from '../limits.ts'
import { boxed, type EnvironmentReader, type Reading } from './environment.ts'
import type { OtlpVariables } from './otlp-variables.ts'
import type { OtlpEndpoint, OtlpProtocol, StartOptions } from './settings.ts'
import { tlsMaterial } from './tls-material.ts'

export interface Signal {
  readonly variables: OtlpVariables
  /** Those of all signals, which count where the own ones are unset; a file has none. */
  readonly general?: OtlpVariables
  /** Appended to the base URL for HTTP. */
  readonly path: string
  readonly protocol: OtlpProtocol
}

/** Where `signal` goes: its own variables first, then those of all signals. */
export function otlpEndpoint(reader: EnvironmentReader, options: StartOptions, signal: Signal): OtlpEndpoint {
  const names = (variable: keyof OtlpVariables) => namesOf(signal, variable)
  const url = endpointUrl(reader, options, signal)
  // Read for http:// too: who has set them wrong is told at once, and not on the day when the URL becomes https://.
  const tls = tlsMaterial(reader, names)
  return {
    protocol: signal.protocol,
    url,
    headers: { ...reader.headers(...names('headers')), ...reader.usableHeaders('headers', options.headers ?? {}) },
    timeoutMs: reader.number(names('timeout'), { min: 1, max: 600_000 }, defaultExportTimeoutMs),
    isGzip: reader.choice(names('compression'), ['none', 'gzip'], 'none') === 'gzip',
    tls: url.startsWith('https:') ? tls : {},
  }
}

const namesOf = ({ variables, general }: Signal, variable: keyof OtlpVariables): readonly string[] =>
  general === undefined ? [variables[variable]] : [variables[variable], general[variable]]

/** OTLP exporter, "Endpoint URLs": a signal's own variable is used as it is, the general one is a base for HTTP. */
function endpointUrl(reader: EnvironmentReader, options: StartOptions, signal: Signal): string {
  const { variables, general, path, protocol } = signal
  const isInsecure = reader.flag(...namesOf(signal, 'insecure'))
  const reading = protocol === 'grpc' ? grpcTarget(isInsecure) : httpUrl
  const ofSignal = (base: string) => (protocol === 'grpc' ? base : below(base, path))
  if (options.endpoint !== undefined) return ofSignal(reader.given('endpoint', String(options.endpoint), reading))
  const fallback = ofSignal(reader.parsed(general === undefined ? [] : [general.endpoint], reading))
  return reader.parsed([variables.endpoint], { ...reading, fallback })
}

const httpUrl: Reading<string> = {
  parse: text => boxed(isHttp(URL.parse(text)) ? text : undefined),
  allowed: 'an http:// or https:// URL',
  fallback: 'http://localhost:4318',
}

/** OTLP exporter, "Endpoint (OTLP/gRPC)": the scheme says whether it is secure, and where there is none, `insecure`. */
const grpcTarget = (isInsecure: boolean): Reading<string> => ({
  parse: text => {
    const target = text.includes('://') ? text : `${isInsecure ? 'http' : 'https'}://${withPort(text)}`
    const url = URL.parse(target)
    return boxed(isHttp(url) ? url.origin : undefined)
  },
  allowed: 'an http:// or https:// URL or host:port',
  fallback: 'http://localhost:4317',
})

/** OTLP specification, "OTLP/gRPC Default Port". */
const withPort = (address: string): string => (/:\d+$/.test(address) ? address : `${address}:4317`)

const isHttp = (url: URL | null): url is URL => url?.protocol === 'http:' || url?.protocol === 'https:'

function below(base: string, path: string): string {
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  return url.href
}
