/**
 * Writes the platform packages that `npm install` left out into package-lock.json.
 *
 * npm resolves optional dependencies of every platform, but drops those that its registry does not offer at that
 * moment (a mirror that filters by platform or age). The lock then lacks, say, chDB for macOS: `npm ci` of npm 11
 * refuses such a lock, and that of npm 10 silently installs nothing on the Mac. The parent pins the exact version and
 * the name tells the platform, so the entry can be written without the registry; only its integrity stays unknown.
 *
 *     node_modules/.bin/node scripts/complete-lock.ts            adds what is missing
 *     node_modules/.bin/node scripts/complete-lock.ts --check    exit code 1 when something is missing
 */
import { readFileSync, writeFileSync } from 'node:fs'

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

interface Platform {
  readonly os: readonly string[]
  readonly cpu: readonly string[]
  readonly libc?: readonly string[]
}

interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Lock {
  packages: Record<string, LockEntry>
}

/** The platform fields that a platform package called `name` declares; undefined if it is not one. */
export function platformOf(name: string): Platform | undefined {
  const words = name.slice(name.indexOf('/') + 1).split('-')
  const os = words.find(word => OS.includes(word))
  const cpu = words.find(word => CPU.includes(word))
  if (!os || !cpu) return undefined
  const libc = words.some(word => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : undefined
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) }
}

/** Adds the missing entries to `lock` and returns their names. */
export function completeLock(lock: Lock): readonly string[] {
  const added: string[] = []
  for (const { dev, optionalDependencies = {} } of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const path = `node_modules/${name}`
      const platform = platformOf(name)
      if (!platform || path in lock.packages) continue
      lock.packages[path] = Object.assign({ version, ...(dev && { dev }), optional: true }, platform)
      added.push(`${name}@${version}`)
    }
  }
  // npm sorts by path in this way; any other order would be a diff at its next write.
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  return added
}

if (import.meta.main) {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const added = completeLock(lock)
  if (!process.argv.includes('--check')) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  else if (added.length > 0) {
    console.error(`package-lock.json lacks ${added.join(', ')}: run node_modules/.bin/node scripts/complete-lock.ts`)
    process.exitCode = 1
  }
}
