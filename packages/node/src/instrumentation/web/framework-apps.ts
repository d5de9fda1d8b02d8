/**
 * The same app in each framework, for one suite of tests. Each awaits something before it makes a span of its own, and
 * says where it listens.
 */
interface FrameworkApp {
  /** A folder of `tests/libraries`. */
  readonly library?: string
  readonly file: string
  readonly source: string
  /** Of the instrumentation. */
  readonly name: string
}

const work = `
const work = async id => {
  await new Promise(resolve => setImmediate(resolve))
  trace.getTracer('app').startSpan('work').end()
  return { id }
}
const broken = async () => {
  await null
  throw new TypeError('no such thing')
}
console.error = () => {}
const say = server => console.log('listening', server.address().port)
`

/** \`import\` of the packages that the source needs, by the names that it gives them. */
const esm = (imports: Record<string, string>, source: string): string =>
  Object.entries({ '{ trace }': '@opentelemetry/api', ...imports })
    .map(([name, id]) => `import ${name} from '${id}'\n`)
    .join('') +
  work +
  source

const cjs = (imports: Record<string, string>, source: string): string =>
  Object.entries({ '{ trace }': '@opentelemetry/api', ...imports })
    .map(([name, id]) => `const ${name} = require('${id}')\n`)
    .join('') +
  work +
  source

const koa = `
const app = new Koa()
app.use(async (ctx, next) => { await next(); ctx.set('x-seen', 'yes') })
const orders = new Router({ prefix: '/orders' })
orders.get('/:id', async ctx => { ctx.body = await work(ctx.params.id) })
orders.get('/:id/broken', broken)
const items = new Router()
items.get('/items/:name', async ctx => { ctx.body = await work(ctx.params.name) })
const api = new Router({ prefix: '/api/v1' })
api.use(items.routes())
app.use(orders.routes()).use(api.routes())
const server = app.listen(0, '127.0.0.1', () => say(server))
`

const restify = `
const server = restify.createServer()
server.use((request, response, next) => next())
server.get('/orders/:id', async (request, response) => { response.send(await work(request.params.id)) })
server.get('/orders/:id/broken', broken)
server.get('/api/v1/items/:name', (request, response, next) => { work(request.params.name).then(item => { response.send(item); next() }) })
server.listen(0, '127.0.0.1', () => say(server))
`

const express = `
const app = express()
app.use((request, response, next) => next())
const orders = express.Router()
orders.get('/:id', (request, response, next) => work(request.params.id).then(order => response.json(order), next))
orders.get('/:id/broken', (request, response, next) => { broken().catch(next) })
const items = express.Router()
items.get('/items/:name', (request, response, next) => work(request.params.name).then(item => response.json(item), next))
app.use('/orders', orders)
app.use('/api/v1', items)
HANDLER
const server = app.listen(0, '127.0.0.1', () => say(server))
`
const handled = express.replace(
  'HANDLER',
  `app.use((error, request, response, next) => next(error))
app.use((error, request, response, next) => response.status(500).send('broken'))`,
)
const unhandled = express.replace('HANDLER', '')

const fastify = `
const app = Fastify()
app.get('/orders/:id', request => work(request.params.id))
app.get('/orders/:id/broken', broken)
app.register(async scope => scope.get('/items/:name', request => work(request.params.name)), { prefix: '/api/v1' })
app.listen({ port: 0, host: '127.0.0.1' }).then(() => say(app.server))
`

const hono = `
const app = new Hono()
app.use('*', async (c, next) => { await next(); c.header('x-seen', 'yes') })
const orders = new Hono()
orders.get('/:id', async c => c.json(await work(c.req.param('id'))))
orders.get('/:id/broken', broken)
const items = new Hono().basePath('/v1')
items.get('/items/:name', async c => c.json(await work(c.req.param('name'))))
app.route('/orders', orders)
app.route('/api', items)
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => say(server))
`
const honoWithoutMiddleware = `${hono.replace(/app\.use.*/, '')}
app.onError((error, c) => c.text('broken', 500))
`

const hapi = `
const start = async () => {
  const app = server({ port: 0, host: '127.0.0.1', debug: false })
  app.route({ method: 'GET', path: '/orders/{id}', handler: request => work(request.params.id) })
  app.route({ method: 'GET', path: '/orders/{id}/broken', handler: broken })
  await app.register({
    name: 'items',
    register: plugin => plugin.route({ method: 'GET', path: '/items/{name}', handler: request => work(request.params.name) }),
  }, { routes: { prefix: '/api/v1' } })
  await app.start()
  say(app.listener)
}
start()
`

const nest = `
class Orders {
  one(id) { return work(id) }
  broken() { return broken() }
}
class Items {
  one(name) { return work(name) }
}
class Guard { async canActivate() { await null; return true } }
const decorate = (decorators, type, name) => {
  for (const decorator of decorators) decorator(type.prototype, name, Object.getOwnPropertyDescriptor(type.prototype, name))
}
Controller('orders')(Orders)
UseGuards(new Guard())(Orders)
decorate([Get(':id')], Orders, 'one')
Param('id')(Orders.prototype, 'one', 0)
decorate([Get(':id/broken')], Orders, 'broken')
Controller('api/v1/items')(Items)
decorate([Get(':name')], Items, 'one')
Param('name')(Items.prototype, 'one', 0)
class App {}
Module({ controllers: [Orders, Items] })(App)
const start = async () => {
  const app = await NestFactory.create(App, new Adapter(), { logger: false })
  await app.listen(0, '127.0.0.1')
  say(app.getHttpServer())
}
start()
`
const nestImports = {
  '{ Controller, Get, Module, Param, UseGuards }': '@nestjs/common',
  '{ NestFactory }': '@nestjs/core',
}
const onExpress = { ...nestImports, '{ ExpressAdapter: Adapter }': '@nestjs/platform-express' }
const onFastify = { ...nestImports, '{ FastifyAdapter: Adapter }': '@nestjs/platform-fastify' }
/** \`import\` has another word for a name that is changed. */
const renamed = (imports: Record<string, string>) =>
  Object.fromEntries(Object.entries(imports).map(([name, id]) => [name.replace(': ', ' as '), id]))

const honoNode = { '{ Hono }': 'hono', '{ serve }': '@hono/node-server' }
const koa2 = { Koa: 'koa', Router: 'koa-router' }
const koa3 = { Koa: 'koa', Router: '@koa/router' }
const koaCjs3 = { Koa: 'koa', '{ Router }': '@koa/router' }

export const frameworkApps: Record<string, FrameworkApp> = {
  'hapi 21, import': {
    library: 'hapi-21',
    file: 'app.mjs',
    name: 'hapi',
    source: esm({ '{ server }': '@hapi/hapi' }, hapi),
  },
  'hapi 21, require': {
    library: 'hapi-21',
    file: 'app.cjs',
    name: 'hapi',
    source: cjs({ '{ server }': '@hapi/hapi' }, hapi),
  },
  'hono 4.0, import': { library: 'hono-4.0', file: 'app.mjs', name: 'hono', source: esm(honoNode, hono) },
  'hono 4.0, require': { library: 'hono-4.0', file: 'app.cjs', name: 'hono', source: cjs(honoNode, hono) },
  'hono 4, import': { library: 'hono-4', file: 'app.mjs', name: 'hono', source: esm(honoNode, honoWithoutMiddleware) },
  'hono 4, require': { library: 'hono-4', file: 'app.cjs', name: 'hono', source: cjs(honoNode, hono) },
  'koa 2, import': { library: 'koa-2', file: 'app.mjs', name: 'koa', source: esm(koa2, koa) },
  'koa 2, require': { library: 'koa-2', file: 'app.cjs', name: 'koa', source: cjs(koa2, koa) },
  'koa 3, import': { library: 'koa-3', file: 'app.mjs', name: 'koa', source: esm(koa3, koa) },
  'koa 3, require': { library: 'koa-3', file: 'app.cjs', name: 'koa', source: cjs(koaCjs3, koa) },
  'restify 12, import': {
    library: 'restify-12',
    file: 'app.mjs',
    name: 'restify',
    source: esm({ restify: 'restify' }, restify),
  },
  'restify 12, require': {
    library: 'restify-12',
    file: 'app.cjs',
    name: 'restify',
    source: cjs({ restify: 'restify' }, restify),
  },
  'express 4, import': {
    library: 'express-4',
    file: 'app.mjs',
    name: 'express',
    source: esm({ express: 'express' }, handled),
  },
  'express 4, require': {
    library: 'express-4',
    file: 'app.cjs',
    name: 'express',
    source: cjs({ express: 'express' }, unhandled),
  },
  'express 5, import': { file: 'app.mjs', name: 'express', source: esm({ express: 'express' }, unhandled) },
  'express 5, require': { file: 'app.cjs', name: 'express', source: cjs({ express: 'express' }, handled) },
  'fastify 4, import': {
    library: 'fastify-4',
    file: 'app.mjs',
    name: 'fastify',
    source: esm({ Fastify: 'fastify' }, fastify),
  },
  'fastify 5, require': { file: 'app.cjs', name: 'fastify', source: cjs({ Fastify: 'fastify' }, fastify) },
  'nest 10 on express, require': {
    library: 'nestjs-10',
    file: 'app.cjs',
    name: 'nestjs-core',
    source: cjs(onExpress, nest),
  },
  'nest 12 on express, import': {
    library: 'nestjs-12',
    file: 'app.mjs',
    name: 'nestjs-core',
    source: esm(renamed(onExpress), nest),
  },
  'nest 10 on fastify, import': {
    library: 'nestjs-10',
    file: 'app.mjs',
    name: 'nestjs-core',
    source: esm(renamed(onFastify), nest),
  },
  'nest 12 on fastify, require': {
    library: 'nestjs-12',
    file: 'app.cjs',
    name: 'nestjs-core',
    source: cjs(onFastify, nest),
  },
}
