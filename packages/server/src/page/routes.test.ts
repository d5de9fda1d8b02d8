import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pageRoutes } from './routes.ts'

describe('the page', () => {
  const parent = mkdtempSync(join(tmpdir(), 'page-'))
  const folder = join(parent, 'page')
  const get = (path: string, headers = {}) => pageRoutes(folder).request(path, { headers })

  before(() => {
    mkdirSync(join(folder, 'assets'), { recursive: true })
    writeFileSync(join(folder, 'index.html'), '<title>Throughline</title>')
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>')
    writeFileSync(join(folder, 'assets', 'index-C0FFEE.js'), 'let page')
    writeFileSync(join(parent, 'secret.txt'), 'secret')
  })
  after(() => rmSync(parent, { recursive: true }))

  it('is the same file at each of its stable links', async () => {
    for (const path of ['/', '/search?q=x&from=1', '/trace/0123', '/trace/0123?span=45']) {
      const response = await get(path)
      assert.equal(response.status, 200, path)
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
      assert.equal(await response.text(), '<title>Throughline</title>')
    }
  })

  it('is asked for anew each time, and answered by 304 while it is the same', async () => {
    const first = await get('/')
    assert.equal(first.headers.get('cache-control'), 'no-cache')
    const again = await get('/', { 'If-None-Match': first.headers.get('etag') })
    assert.equal(again.status, 304)
    assert.equal(await again.text(), '')
  })

  it('keeps for a year what has its hash in its name', async () => {
    const script = await get('/assets/index-C0FFEE.js')
    assert.equal(await script.text(), 'let page')
    assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/)
    assert.equal(script.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  })

  it('does not answer a missing script by HTML, nor let anyone keep the answer', async () => {
    const missing = await get('/assets/index-GONE.js')
    assert.equal(missing.status, 404)
    assert.match(missing.headers.get('content-type') ?? '', /^text\/plain/)
    assert.equal(missing.headers.get('cache-control'), 'no-store')
  })

  it('serves the other files of its folder, and nothing that is not there', async () => {
    assert.equal(await (await get('/favicon.svg')).text(), '<svg/>')
    assert.equal((await get('/nowhere')).status, 404)
  })

  it('lets nobody out of its folder', async () => {
    const ways = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
    ]
    for (const path of [...ways, '//secret.txt', `/${parent}/secret.txt`, '/%00', '/%']) {
      assert.equal((await get(path)).status, 404, path)
    }
  })

  it('says how to build it when it is not built', async () => {
    const response = await pageRoutes(join(parent, 'none')).request('/trace/0123')
    assert.equal(response.status, 503)
    assert.match(await response.text(), /npm run build --workspace @throughline\/ui/)
  })
})
