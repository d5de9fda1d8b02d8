import { Hono } from 'hono'
import { writeMetrics } from './metrics.ts'
import { healthReport } from './report.ts'
import type { HealthSources } from './sources.ts'

/** `/healthz`: the process answers. `/readyz`: it also accepts data. `/metrics` and `/api/health`: its own numbers. */
export function healthRoutes(isReady: () => boolean, readSources: () => HealthSources): Hono {
  const routes = new Hono()
  routes.get('/healthz', context => context.text('ok\n'))
  routes.get('/readyz', context => (isReady() ? context.text('ready\n') : context.text('stopping\n', 503)))
  routes.get('/metrics', context =>
    context.body(writeMetrics(readSources()), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  routes.get('/api/health', context => {
    context.header('Cache-Control', 'no-store')
    return context.json(healthReport(readSources()))
  })
  return routes
}
