import { join } from 'node:path'
import { minNode } from '../limits.ts'
import { type Manifest, type Project, readText } from './project.ts'

const FLAG = '--import @throughline/node/register'

/** Another SDK of OpenTelemetry: the API takes one. */
const sdks = [
  '@opentelemetry/sdk-node',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/auto-instrumentations-node',
  '@azure/monitor-opentelemetry',
  '@honeycombio/opentelemetry-node',
  '@vercel/otel',
]
/** Agents that patch the same libraries. */
const agents = ['dd-trace', 'elastic-apm-node', 'newrelic', '@sentry/node', 'applicationinsights', 'appdynamics']

const bundlers = /\b(esbuild|webpack|rollup|rolldown|rspack|rsbuild|ncc|tsup|tsdown|bun build)\b/

/** One sentence for each thing that keeps the project from being traced, with what to do. */
export function obstaclesOf({ manifests, installed }: Project): readonly string[] {
  const hasSdk = [...manifests, ...installed].some(({ name }) => name === '@throughline/node')
  return [
    ...(hasSdk ? [] : ['@throughline/node is not installed: npm install @throughline/node']),
    ...manifests.flatMap(manifest =>
      obstaclesIn(manifest, manifests.length > 1 ? `${manifest.name || manifest.folder}: ` : ''),
    ),
  ]
}

function obstaclesIn(manifest: Manifest, prefix: string): readonly string[] {
  const scripts = Object.entries(manifest.scripts)
  return [
    ...oldNodes(manifest),
    ...scripts.flatMap(([name, script]) => untracedStart(name, script)),
    ...scripts.flatMap(([name, script]) => bundling(name, script)),
    ...standalone(manifest),
    ...others(manifest),
  ].map(sentence => `${prefix}${sentence}`)
}

/** Where a version of Node is written down. */
function oldNodes({ folder, enginesNode }: Manifest): readonly string[] {
  const places = [
    ['.nvmrc', /^v?(\d+(?:\.\d+)?)/],
    ['.node-version', /^v?(\d+(?:\.\d+)?)/],
    ['Dockerfile', /^FROM\s+\S*\bnode:(\d+(?:\.\d+)?)/im],
  ] as const
  const written = places.flatMap(([file, pattern]) => {
    const version = pattern.exec(readText(join(folder, file)) ?? '')?.[1]
    return version === undefined ? [] : [[file, version] as const]
  })
  const engines = /(\d+(?:\.\d+)?)/.exec(enginesNode ?? '')?.[1]
  const all = engines === undefined ? written : [...written, ['engines in package.json', engines] as const]
  return all
    .filter(([, version]) => isOld(version))
    .map(([place, version]) => `${place} says Node ${version}: the SDK traces from Node ${minNode.join('.')} on`)
}

/** A version without its second part is the newest of them. */
function isOld(version: string): boolean {
  const [major = 0, minor = Number.POSITIVE_INFINITY] = version.split('.').map(Number)
  return major < minNode[0] || (major === minNode[0] && minor < minNode[1])
}

function untracedStart(name: string, script: string): readonly string[] {
  if (!/^(start|serve|dev|develop)(:|$)/.test(name) || script.includes('@throughline/node')) return []
  const traced = withFlag(script)
  return traced === undefined ? [] : [`script "${name}" starts without the SDK; let it be: ${traced}`]
}

const lastNode = /^(.*[\s;&|]|)node\s/

/** Tools that start Node by themselves hand on what NODE_OPTIONS says. */
function withFlag(script: string): string | undefined {
  // The last command of several is the one that stays.
  if (lastNode.test(script)) return script.replace(lastNode, `$1node ${FLAG} `)
  const starter = /(^|[\s;&|])(next|nest|nuxt|remix-serve|tsx|ts-node|nodemon|pm2|pm2-runtime|fastify|strapi)\s/
  return starter.test(script) ? script.replace(starter, `$1NODE_OPTIONS='${FLAG}' $2 `) : undefined
}

function bundling(name: string, script: string): readonly string[] {
  const bundler = bundlers.exec(script)?.[1]
  if (bundler === undefined || /external/.test(script)) return []
  return [`script "${name}" bundles by ${bundler}: libraries inside of a bundle are not traced; keep them external`]
}

function standalone({ folder }: Manifest): readonly string[] {
  const isStandalone = ['js', 'mjs', 'cjs', 'ts'].some(ending =>
    /output:\s*['"]standalone['"]/.test(readText(join(folder, `next.config.${ending}`)) ?? ''),
  )
  return isStandalone ? ['next.config says standalone: name the libraries to be traced in serverExternalPackages'] : []
}

function others({ dependencies }: Manifest): readonly string[] {
  const has = (name: string) => dependencies.includes(name)
  return [
    ...sdks
      .filter(has)
      .map(name => `${name} is another OpenTelemetry SDK: whichever starts later gets no spans; remove it`),
    ...agents
      .filter(has)
      .map(name => `${name} traces as well: spans and costs come twice; remove it or turn its tracing off`),
  ]
}
