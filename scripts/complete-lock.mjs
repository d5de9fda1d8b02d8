/**
 * Writes the platform packages that `npm install` left out into package-lock.json.
 *
 * npm resolves optional dependencies of every platform, but drops those that its registry does not offer at that
 * moment (a mirror that filters by platform or age). The lock then lacks, say, chDB for macOS: `npm ci` of npm 11
 * refuses such a lock, and that of npm 10 silently installs nothing on the Mac. The parent pins the exact version and
 * the name tells the platform, so the entry can be written without the registry; only its integrity stays unknown.
 *
 *   node scripts/complete-lock.mjs            adds what is missing
 *   node scripts/complete-lock.mjs --check    exit code 1 when something is missing
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** The `os`, `cpu` and `libc` fields that a platform package called `name` declares; undefined if it is not one. */
export function platformOf(name) {
  const words = name.slice(name.indexOf('/') + 1).split('-')
  const os = words.find(word => OS.includes(word))
  const cpu = words.find(word => CPU.includes(word))
  if (!os || !cpu) return undefined
  const musl = words.some(word => word.startsWith('musl'))
  const gnu = words.some(word => word.startsWith('gnu'))
  return { os: [os], cpu: [cpu], ...(musl ? { libc: ['musl'] } : gnu ? { libc: ['glibc'] } : {}) }
}

/** Adds the missing entries to `lock` (the parsed file) and returns their names. */
export function completeLock(lock) {
  const added = []
  for (const parent of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`
      const platform = platformOf(name)
      if (!platform || path in lock.packages) continue
      lock.packages[path] = { version, ...(parent.dev ? { dev: true } : {}), optional: true, ...platform }
      added.push(`${name}@${version}`)
    }
  }
  if (added.length > 0) lock.packages = sortedByPath(lock.packages)
  return added
}

function sortedByPath(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const added = completeLock(lock)
  if (process.argv.includes('--check')) {
    if (added.length > 0) console.error(`package-lock.json lacks ${added.join(', ')}: run node scripts/complete-lock.mjs`)
    process.exitCode = added.length > 0 ? 1 : 0
  } else {
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(added.length > 0 ? `added ${added.join(', ')}` : 'nothing is missing')
  }
}
