import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, startReceiver, type TestReceiver } from './testing/receiver.ts'
import { importFlags, requireFlags, runApp } from './testing/run-app.ts'

const serve = (load: string) => `
${load}
const server = createServer((request, response) => response.end('hello'))
server.listen(0, '127.0.0.1', () => {
  get({ port: server.address().port, path: '/hello?who=me' }, answer => {
    answer.resume()
    answer.on('end', () => process.exit(7))
  })
})
`
const commonJs = serve(`const { createServer, get } = require('node:http')`)
const esm = serve(`import { createServer, get } from 'node:http'`)
const typeScript = serve(`import { createServer, get, type Server } from 'node:http'`).replace(
  'const server =',
  'const server: Server =',
)

/** Gives our files the `node:module` of Node 22.14, in which `registerHooks` is no export at all. */
const olderModule = `data:text/javascript,${encodeURIComponent(`
  const { registerHooks, ...older } = process.getBuiltinModule('node:module')
  export default older
  export const { createRequire } = older
`)}`
const asUnderOlderNode = `data:text/javascript,${encodeURIComponent(`
  const isOurs = url => url?.includes('/packages/node/src/')
  process.getBuiltinModule('node:module').registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'node:module' && isOurs(context.parentURL)
        ? { url: ${JSON.stringify(olderModule)}, shortCircuit: true }
        : next(specifier, context),
  })
`)}`

describe('an unmodified app', () => {
  let receiver: TestReceiver
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.close())

  const cases = [
    ['CommonJS by --import', 'app.cjs', commonJs, importFlags],
    ['CommonJS by --require', 'app.cjs', commonJs, requireFlags],
    ['ESM by --import', 'app.mjs', esm, importFlags],
    ['ESM by --require', 'app.mjs', esm, requireFlags],
    ['TypeScript by type stripping', 'app.mts', typeScript, importFlags],
  ] as const

  for (const [name, file, source, flags] of cases) {
    test(`${name} is traced, and loses nothing at process.exit() right after a request`, async () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: name }
      const app = runApp({ file, source, flags, env })
      assert.equal(await app.exited, 7)
      assert.equal(app.stderr(), '')

      const spans = receiver.spans.filter(({ serviceName }) => serviceName === name).map(({ span }) => span)
      const server = spans.find(span => span.kind === 2)
      assert.ok(server)
      assert.equal(server.name, 'GET')
      const attributes = plain(server.attributes)
      assert.equal(attributes['url.path'], '/hello')
      assert.equal(attributes['url.query'], 'who=me')
      assert.equal(attributes['http.response.status_code'], 200n)
    })
  }

  test('runs as it would without us under a Node that is too old, and one line says so', async () => {
    const flags = ['--import', asUnderOlderNode, ...importFlags]
    const app = runApp({ file: 'app.cjs', source: commonJs, flags, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } })
    assert.equal(await app.exited, 7)
    assert.match(app.stderr(), /^throughline: Node 22\.15 or newer can be traced, and this is [\d.]+; not starting\n$/)
  })
})
