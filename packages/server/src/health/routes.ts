import { Hono } from 'hono'
import { type MetricSources, writeMetrics } from './metrics.ts'

/** `/healthz`: the process answers. `/readyz`: it also accepts data. `/metrics`: its own numbers. */
export function healthRoutes(isReady: () => boolean, readSources: () => MetricSources): Hono {
  const routes = new Hono()
  routes.get('/healthz', context => context.text('ok\n'))
  routes.get('/readyz', context => (isReady() ? context.text('ready\n') : context.text('stopping\n', 503)))
  routes.get('/metrics', context =>
    context.body(writeMetrics(readSources()), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  return routes
}
