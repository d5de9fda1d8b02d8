import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { ReceiverPorts } from '@throughline/api'
import type { Store } from '@throughline/store'
import { Hono } from 'hono'
import { isLoopback } from '../cli/address.ts'
import { healthRoutes } from '../health/routes.ts'
import type { HealthSources } from '../health/sources.ts'
import { apiError, queryRoutes } from '../query/routes.ts'
import { localHostOnly } from './host-guard.ts'
import { pageRoutes } from './routes.ts'
import { securityHeaders } from './security-headers.ts'

export interface WebParts {
  /** The address it will listen on: on loopback, requests must name this machine as their Host. */
  readonly host: string
  /** Undefined where nothing is stored: then there is nothing to ask, and no page. */
  readonly store: Store | undefined
  readonly pageFolder: string
  readonly isReady: () => boolean
  readonly readHealthSources: () => HealthSources
  /** Asked only once all ports are open. */
  readonly readReceiverPorts: () => ReceiverPorts
  readonly tell: (sentence: string) => void
}

/** Everything on the page's port: health, query API, page. No CORS header is sent, so other origins cannot read it. */
export function web(parts: WebParts): RequestListener {
  const app = new Hono()
  if (isLoopback(parts.host)) app.use(localHostOnly)
  app.use(securityHeaders)
  app.route('/', healthRoutes(parts.isReady, parts.readHealthSources))
  if (parts.store === undefined) app.all('*', context => context.json(apiError(nothingStored), 404))
  else {
    app.route('/api', queryRoutes(parts.store, parts.readReceiverPorts))
    app.route('/', pageRoutes(parts.pageFolder))
  }
  app.onError((error, context) => {
    parts.tell(`${context.req.method} ${context.req.path} failed: ${error.message}`)
    return context.json(apiError('the server failed to answer; its log says why'), 500)
  })
  return getRequestListener(app.fetch, { overrideGlobalObjects: false })
}

const nothingStored = 'this server forwards only and stores nothing to look at; /api/health says what it does'
