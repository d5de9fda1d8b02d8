import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { startCommand } from '../testing/command.ts'
import { bootstrap } from './bootstrap.ts'

const parent = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-bootstrap-')))
after(() => rmSync(parent, { recursive: true }))

type Files = Readonly<Record<string, object | string>>

/** A project of files by their paths; objects are JSON. */
function project(files: Files): string {
  const folder = mkdtempSync(join(parent, 'project-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

/** As an installer leaves it. */
const installed = (folder: string, name: string, version: string, dependencies: object = {}): Files => ({
  [`${folder}node_modules/${name}/package.json`]: { name, version, dependencies },
})

const sdk = installed('', '@throughline/node', '0.1.0')

function reportOf(folder: string) {
  const report = bootstrap(folder)
  assert.ok(report.ok, report.ok ? '' : report.error)
  const { libraries, obstacles } = report.value
  return { obstacles, libraries: libraries.map(({ library, version, traced }) => `${library} ${version} ${traced}`) }
}

describe('bootstrap lists the libraries of a project', () => {
  test('what is traced, what is not, and what is of a version that nobody knows', () => {
    const folder = project({
      'package.json': {
        name: 'shop',
        dependencies: { express: '', fastify: '', pg: '', memcached: '', axios: '', lodash: '' },
      },
      ...installed('', 'express', '3.21.2'),
      ...installed('', 'fastify', '9.0.0'),
      ...installed('', 'pg', '8.16.3'),
      ...installed('', 'memcached', '5.8.0'),
      ...installed('', 'axios', '1.12.0'),
      ...installed('', 'lodash', '4.17.21'),
    })
    assert.deepEqual(reportOf(folder).libraries, [
      'express 3.21.2 no',
      'fastify 9.0.0 unsure',
      'pg 8.16.3 yes',
      'axios 1.12.0 yes',
      'memcached 5.8.0 no',
    ])
  })

  test('those that others need, in each version, and none that only lies there', () => {
    const folder = project({
      'package.json': { name: 'shop', dependencies: { pg: '', orm: '' } },
      ...installed('', 'pg', '8.16.3'),
      ...installed('', 'orm', '1.0.0', { pg: '7' }),
      ...installed('node_modules/orm/', 'pg', '7.18.2'),
      ...installed('', 'memcached', '5.8.0'),
    })
    assert.deepEqual(reportOf(folder).libraries, ['pg 8.16.3 yes', 'pg 7.18.2 no'].sort())
  })

  test('as pnpm links them', () => {
    const store = 'node_modules/.pnpm/'
    const folder = project({
      'package.json': { name: 'shop', dependencies: { orm: '' } },
      ...installed(`${store}orm@1.0.0/`, 'orm', '1.0.0', { pg: '8' }),
      ...installed(`${store}pg@8.16.3/`, 'pg', '8.16.3'),
    })
    symlinkSync(join(folder, store, 'orm@1.0.0/node_modules/orm'), join(folder, 'node_modules/orm'), 'junction')
    symlinkSync(
      join(folder, store, 'pg@8.16.3/node_modules/pg'),
      join(folder, store, 'orm@1.0.0/node_modules/pg'),
      'junction',
    )
    assert.deepEqual(reportOf(folder).libraries, ['pg 8.16.3 yes'])
  })

  for (const [name, root] of Object.entries({
    'npm and Yarn': { 'package.json': { name: 'root', workspaces: ['packages/*'] } },
    pnpm: { 'package.json': { name: 'root' }, 'pnpm-workspace.yaml': "packages:\n  - 'packages/*'\n" },
  })) {
    test(`of all workspaces, as ${name} name them, and hoisted`, () => {
      const folder = project({
        ...root,
        'packages/api/package.json': { name: 'api', dependencies: { fastify: '', worker: '' } },
        'packages/worker/package.json': { name: 'worker', dependencies: { kafkajs: '' } },
        ...installed('', 'fastify', '5.6.0'),
        ...installed('', 'kafkajs', '2.2.4'),
      })
      assert.deepEqual(reportOf(folder).libraries, ['fastify 5.6.0 yes', 'kafkajs 2.2.4 no'])
    })
  }

  test('also what is needed and not installed', () => {
    const folder = project({ 'package.json': { name: 'shop', dependencies: { pg: '' } } })
    assert.deepEqual(reportOf(folder).libraries, ['pg – unsure'])
  })
})

describe('bootstrap tells what keeps a project from being traced', () => {
  const obstacles = (manifest: object, files: Files = {}) =>
    reportOf(project({ 'package.json': { dependencies: { '@throughline/node': '' }, ...manifest }, ...sdk, ...files }))
      .obstacles

  test('nothing where all is well', () => {
    const scripts = { start: 'node --import @throughline/node/register server.js', test: 'node --test' }
    assert.deepEqual(obstacles({ scripts, engines: { node: '>=22.15' } }, { '.nvmrc': '24\n' }), [])
  })

  test('that the SDK is missing', () => {
    assert.match(reportOf(project({ 'package.json': {} })).obstacles.join(), /npm install @throughline\/node/)
  })

  test('a start without the SDK, with the line that has it', () => {
    const scripts = {
      start: 'NODE_ENV=production node --enable-source-maps server.js',
      dev: 'node build.js && node .',
      'start:web': 'next start',
      build: 'node b.js',
    }
    assert.deepEqual(obstacles({ scripts }), [
      'script "start" starts without the SDK; let it be: NODE_ENV=production node --import @throughline/node/register --enable-source-maps server.js',
      'script "dev" starts without the SDK; let it be: node build.js && node --import @throughline/node/register .',
      `script "start:web" starts without the SDK; let it be: NODE_OPTIONS='--import @throughline/node/register' next start`,
    ])
  })

  test('a Node that is too old, wherever it is written', () => {
    const files = { '.nvmrc': 'v20.11.0', Dockerfile: 'FROM node:18-alpine AS build\n' }
    const told = obstacles({ engines: { node: '>=22.14' } }, files)
    assert.deepEqual(
      told.map(sentence => sentence.split(':')[0]),
      ['.nvmrc says Node 20.11', 'Dockerfile says Node 18', 'engines in package.json says Node 22.14'],
    )
  })

  test('bundles, other SDKs and other agents', () => {
    const told = obstacles(
      {
        scripts: { build: 'esbuild src/main.ts --bundle', pack: 'esbuild a.ts --bundle --packages=external' },
        dependencies: { '@throughline/node': '', '@opentelemetry/sdk-node': '', 'dd-trace': '' },
      },
      { 'next.config.mjs': `export default { output: 'standalone' }` },
    )
    const starts = ['script "build" bundles by esbuild', 'next.config', '@opentelemetry/sdk-node', 'dd-trace']
    assert.equal(told.length, starts.length)
    for (const [i, start] of starts.entries()) assert.ok(told[i]?.startsWith(start), told[i])
  })

  test('by the name of the workspace that it is in', () => {
    const folder = project({
      'package.json': { name: 'root', workspaces: ['api'] },
      'api/package.json': { name: 'api', scripts: { start: 'node .' } },
      ...sdk,
    })
    assert.match(reportOf(folder).obstacles.join('\n'), /^api: script "start"/m)
  })
})

describe('throughline bootstrap', () => {
  const run = (...args: string[]) => startCommand(['bootstrap', ...args]).outcome
  const shop = project({
    'package.json': { name: 'shop', version: '1.4.2', dependencies: { pg: '', memcached: '' } },
    ...installed('', 'pg', '8.16.3'),
    ...installed('', 'memcached', '5.8.0'),
    ...sdk,
  })

  test('prints a table, without colours where it goes to a pipe', async () => {
    const { exitCode, stdout, stderr } = await run(shop)
    assert.deepEqual([exitCode, stderr], [0, ''])
    assert.match(stdout, /^shop 1\.4\.2 /)
    assert.match(stdout, /^pg {9}8\.16\.3 {3}yes {5}by pg$/m)
    assert.match(stdout, /^memcached {2}5\.8\.0 {4}no {6}register @opentelemetry\/instrumentation-memcached$/m)
    assert.equal(stdout.includes('\u001b'), false)
  })

  test('prints the same as JSON', async () => {
    const { stdout } = await run(shop, '--json')
    const { project: about, libraries } = JSON.parse(stdout)
    assert.deepEqual(about, { name: 'shop', version: '1.4.2', folder: shop })
    assert.equal(libraries.length, 2)
  })

  test('says in one sentence that a folder is no project, with exit code 1', async () => {
    const { exitCode, stdout, stderr } = await run(join(parent, 'nowhere'))
    assert.deepEqual([exitCode, stdout], [1, ''])
    assert.equal(stderr, `${join(parent, 'nowhere')} has no package.json that can be read.\n`)
  })
})
