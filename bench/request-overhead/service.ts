import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { cores, startChild } from '../support/child.ts'
import type { Variant } from './variants.ts'

/** The whole service process since its start. */
export interface Usage {
  readonly served: number
  /** User and system time, all threads. */
  readonly cpuMicros: number
  readonly residentBytes: number
}

export interface Service {
  readonly url: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Here the peers are installed. */
const folder = fileURLToPath(new URL('.', import.meta.url))

export const autocannonPath = createRequire(import.meta.url).resolve('autocannon')

export const startService = async ({ name, nodeArgs, env }: Variant, receiverUrl: string): Promise<Service> => {
  const ownEnv = Object.entries(process.env).filter(([key]) => !key.startsWith('OTEL_'))
  const target = { OTEL_EXPORTER_OTLP_ENDPOINT: receiverUrl, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }
  const service = await startChild(cores.measured, [...nodeArgs, 'service.cjs'], {
    env: { ...Object.fromEntries(ownEnv), ...target, OTEL_SERVICE_NAME: name, ...env },
    folder,
  })
  return { url: service.url, usage: () => service.ask('usage'), stop: service.stop }
}
