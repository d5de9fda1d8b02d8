/**
 * Installs the dependencies when package-lock.json and node_modules disagree. Plain JavaScript without dependencies,
 * because it runs first on a fresh machine, under whatever Node (>= 20) is there; Node 24 comes out of it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** At this log level npm is silent for the whole install, but for a spinner at a terminal; a line shows that it lives. */
const HEARTBEAT_MS = 10_000

/**
 * Installs into `root` when needed; throws an Error whose message is for the reader of the terminal.
 * @param {string} root
 */
export async function install(root) {
  const stampFile = join(root, 'node_modules/.throughline/installed')
  const wanted = lockDigest(root)
  if (readOr(stampFile, '') === wanted && existsSync(nodeBinary(root))) return
  if (!isInstalled(root)) {
    // An interrupted install must not pass for a finished one, so the stamp goes first and comes back last.
    rmSync(stampFile, { force: true })
    await runNpmCi(root)
    assertNode24(root)
  }
  mkdirSync(join(root, 'node_modules/.throughline'), { recursive: true })
  writeFileSync(stampFile, wanted)
}

/**
 * The workspace's own Node 24, from the npm package `node`.
 * @param {string} root
 */
export function nodeBinary(root) {
  return join(root, 'node_modules/.bin/node')
}

/** @param {string} root */
function lockDigest(root) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return createHash('sha256').update(`${process.platform} ${process.arch}\n`).update(lock).digest('hex')
}

/**
 * True when what npm says it installed (its hidden lock file, written as the last act of an install) is what
 * package-lock.json asks for: somebody ran `npm install` by hand, and nothing needs to be fetched again.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  const installed = packagesIn(join(root, 'node_modules/.package-lock.json'))
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const isThere = (/** @type {string} */ path) => {
    const { version, link, optional } = wanted[path] ?? {}
    return path in installed ? link === true || installed[path]?.version === version : optional === true
  }
  const paths = Object.keys(wanted).filter(path => path.startsWith('node_modules/'))
  return existsSync(nodeBinary(root)) && paths.every(isThere)
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean }>}
 */
function packagesIn(lockFile) {
  return JSON.parse(readOr(lockFile, '{}')).packages ?? {}
}

/** @param {string} root */
async function runNpmCi(root) {
  const isFirst = !existsSync(join(root, 'node_modules'))
  console.log(`Installing dependencies${isFirst ? ' (first time, about a minute)' : ''}…`)
  const startMs = Date.now()
  const seconds = () => `${Math.round((Date.now() - startMs) / 1000)} s`
  const heartbeat = setInterval(() => {
    // npm's spinner would stay behind as the first character of the line.
    const cleared = process.stderr.isTTY ? '\r\x1b[K' : ''
    console.log(`${cleared}  still installing, ${seconds()}`)
  }, HEARTBEAT_MS)
  // Only errors: our packages ask for Node 22.15, and under an older one npm would warn about each of them, although
  // nothing of ours ever runs there.
  const code = await run(npmCommand('ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'), root)
  clearInterval(heartbeat)
  if (code !== 0) throw new Error(`npm ci failed (exit code ${code}); its reason is above`)
  console.log(`installed in ${seconds()}`)
}

/**
 * The npm that runs us, under the Node that runs it; the one in PATH when we were started without npm.
 * @param {string[]} args
 */
function npmCommand(...args) {
  const { npm_execpath: npmPath, npm_node_execpath: nodePath = process.execPath } = process.env
  return npmPath && basename(npmPath) === 'npm-cli.js' ? [nodePath, npmPath, ...args] : ['npm', ...args]
}

/**
 * @param {string[]} command
 * @param {string} cwd
 * @returns {Promise<number | NodeJS.Signals | null>} the exit code, or the signal that ended it
 */
function run([program = '', ...args], cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
}

/** @param {string} root */
function assertNode24(root) {
  const { stdout, status } = spawnSync(nodeBinary(root), ['--version'], { encoding: 'utf8' })
  if (status === 0 && stdout.startsWith('v24.')) return
  throw new Error(
    'The npm package "node" did not unpack Node 24, which its install script does. ' +
      'If `npm config get ignore-scripts` says true, run: npm rebuild node --ignore-scripts=false',
  )
}

/**
 * @param {string} file
 * @param {string} fallback
 */
function readOr(file, fallback) {
  return existsSync(file) ? readFileSync(file, 'utf8') : fallback
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await install(fileURLToPath(new URL('..', import.meta.url))).catch(error => {
    console.error(`throughline: ${error.message}`)
    process.exitCode = 1
  })
}
