import { startChild } from './child.ts'
import type { Product } from './products.ts'

/** Since the service started. */
export interface Usage {
  readonly served: number
  /** User and system time of the whole process, all threads. */
  readonly cpuMicros: number
  /** The same of the thread that serves alone. */
  readonly mainCpuMicros: number
  readonly residentBytes: number
}

export interface Service {
  readonly url: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export interface ServiceOptions {
  /** A file of `apps`, without its ending. */
  readonly app: string
  readonly product: Product
  readonly receiverUrl: string
  readonly env?: Readonly<Record<string, string>> | undefined
}

export const startService = async ({ app, product, receiverUrl, env }: ServiceOptions): Promise<Service> => {
  const { url, ask, stop } = await startChild('measured', [...product.nodeArgs, `support/apps/${app}.cjs`], {
    ...tracedBy(product, receiverUrl),
    ...env,
  })
  return { url, usage: () => ask('usage'), stop }
}

/** The environment of an app that `product` traces: nobody else's settings are in it. */
export const tracedBy = (product: Product, receiverUrl: string): NodeJS.ProcessEnv => {
  const others = Object.entries(process.env).filter(([key]) => !/^(OTEL|THROUGHLINE|DD|ELASTIC_APM)_/.test(key))
  return { ...Object.fromEntries(others), OTEL_SERVICE_NAME: 'bench', ...product.env(receiverUrl) }
}
