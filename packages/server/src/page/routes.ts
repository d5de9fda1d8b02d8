import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { etag } from 'hono/etag'

/** Where the page's build puts it; the same place seen from `src` and from `dist`. */
export const builtPageFolder = fileURLToPath(new URL('../../page', import.meta.url))

/** The page's own links (`/trace/<id>`, `/search?q=…`): the file is the same, the page reads the address. */
const pageLinks = ['/', '/search', '/trace/:traceId']

/** The page, as static files from `folder`. */
export function pageRoutes(folder: string): Hono {
  const routes = new Hono()
  const indexFile = join(folder, 'index.html')

  // Vite puts a hash of the content into the name of everything under /assets, so what is cached is never stale.
  routes.use('/assets/*', cache('public, max-age=31536000, immutable'))
  routes.get('/assets/*', serveStatic({ rewriteRequestPath: path => join(folder, path) }))
  routes.all('/assets/*', context => context.text('There is no such file.\n', 404, { 'Cache-Control': 'no-store' }))

  routes.use(cache('no-cache'), etag())
  for (const link of pageLinks) {
    routes.get(link, async (context, next) => (existsSync(indexFile) ? next() : context.html(notBuilt, 503)))
    routes.get(link, serveStatic({ path: indexFile }))
  }
  routes.get('*', serveStatic({ rewriteRequestPath: path => join(folder, path) }))
  routes.all('*', context => context.text('There is nothing here; the page is at /.\n', 404))
  return routes
}

function cache(directives: string) {
  return async (context: Context, next: () => Promise<void>) => {
    await next()
    if (context.res.ok && !context.res.headers.has('Cache-Control')) context.header('Cache-Control', directives)
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Throughline: the page is not built</title>
<h1>The page is not built</h1>
<p>The server runs and receives traces, but the files of its page are missing. Build them in the source folder, then reload:</p>
<pre>npm run build --workspace @throughline/ui</pre>
</html>
`
