import type { Fleet } from './fleet.ts'

/**
 * Starts the user database and the four services, each as soon as what it calls is there.
 *
 * @returns the gateway's address
 */
export const startServices = async (fleet: Fleet): Promise<string> => {
  const env = environment()
  const traced = (name: string, settings: Record<string, string>) =>
    fleet.start(name, { ...env, ...settings, OTEL_SERVICE_NAME: name, PORT: '0' }, [
      '--import',
      import.meta.resolve('@throughline/node/register'),
    ])

  const userDatabase = fleet.start('user-database', env)
  const shipping = traced('shipping', {})
  const [AUTH_URL, ORDERS_URL] = await Promise.all([
    userDatabase.then(DATABASE_URL => traced('auth', { DATABASE_URL })),
    shipping.then(SHIPPING_URL => traced('orders', { SHIPPING_URL })),
  ])
  return traced('gateway', { AUTH_URL, ORDERS_URL })
}

/** What tracing settings the shell has belong to somebody else's app; the demo keeps only where to send. */
const environment = (): NodeJS.ProcessEnv => {
  const isForeign = (name: string) => name.startsWith('OTEL_') && name !== 'OTEL_EXPORTER_OTLP_ENDPOINT'
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)))
}
