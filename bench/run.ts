import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchFolder, hasTaskset, hasWrk, stepAside } from './support/child.ts'
import type { Settings } from './support/settings.ts'
import { type Row, table } from './support/table.ts'

type Case = (settings: Settings) => Promise<readonly Row[]>

// Loaded when run: before that, the peers may not be there.
const cases: Readonly<Record<string, () => Promise<Case>>> = {
  'request-overhead': async () => (await import('./request-overhead/case.ts')).requestOverhead,
  'manual-span': async () => (await import('./manual-span/case.ts')).manualSpan,
  latency: async () => (await import('./latency/case.ts')).latency,
  forward: async () => (await import('./forward/case.ts')).forward,
  ingest: async () => (await import('./ingest/case.ts')).ingest,
  'start-up': async () => (await import('./start-up/case.ts')).startUp,
}

/** Those that compare us with nobody. */
const alone = ['ingest']

/** More than a tenth of two cores is at work for somebody else. */
const busyLoad = 0.2

const usage = `usage: npm run bench [case] -- [--rounds N] [--seconds N] [--service NAME] [--variant NAME]
cases: ${Object.keys(cases).join(', ')}; all of them when none is named
--service and --variant may be repeated; untraced is always measured`

const readSettings = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      service: { type: 'string', multiple: true, default: [] },
      variant: { type: 'string', multiple: true, default: [] },
    },
  })
  const rounds = Number(values.rounds)
  const seconds = Number(values.seconds)
  if (![rounds, seconds].every(value => Number.isInteger(value) && value > 0))
    throw new Error(`--rounds and --seconds are whole numbers above 0\n${usage}`)
  const names = positionals.length > 0 ? positionals : Object.keys(cases)
  const unknown = names.find(name => !(name in cases))
  if (unknown !== undefined) throw new Error(`there is no case ${unknown}\n${usage}`)
  return { settings: { rounds, seconds, services: values.service, variants: values.variant }, names }
}

const installPeers = () => {
  if (existsSync(join(benchFolder, 'node_modules/.package-lock.json'))) return
  console.error('installing the peers')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: benchFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error('npm ci in bench failed; its reason is above')
}

const describeMachine = () => ({
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  node: process.version,
  pinned: hasTaskset,
  wrk: hasWrk,
  /** Others at work before we began: above zero, only the ratios say something. */
  loadAverage: loadavg()[0] ?? 0,
})

const runCase = async (name: string, settings: Settings) => {
  const machine = describeMachine()
  if (machine.loadAverage > busyLoad) {
    console.error(`this machine is busy (load average ${machine.loadAverage.toFixed(1)}): trust the ratios alone`)
  }
  const rows = (await (await cases[name]?.())?.(settings)) ?? []
  console.log(`\n${name}\n\n${table(rows)}\n`)
  const file = join(benchFolder, 'results', `${name}.json`)
  mkdirSync(join(benchFolder, 'results'), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ case: name, date: new Date(), machine, settings, rows }, null, 2)}\n`)
  console.error(`written to ${file}`)
}

try {
  const { settings, names } = readSettings()
  if (names.some(name => !alone.includes(name))) installPeers()
  stepAside()
  for (const name of names) await runCase(name, settings)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
