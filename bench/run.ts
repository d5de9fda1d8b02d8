import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hasTaskset, hasWrk } from './support/child.ts'
import type { Settings } from './support/settings.ts'

type Row = Readonly<Record<string, string | number>>
type Case = (settings: Settings) => Promise<readonly Row[]>

// Loaded when run: before that, the peers of a case may not be there.
const cases: Readonly<Record<string, () => Promise<Case>>> = {
  'request-overhead': async () => (await import('./request-overhead/case.ts')).requestOverhead,
}

/** More than a tenth of two cores is at work for somebody else. */
const busyLoad = 0.2

const usage = `usage: npm run bench [case] -- [--rounds N] [--seconds N]
cases: ${Object.keys(cases).join(', ')}; all of them when none is named`

const folderOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const readSettings = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } },
  })
  const settings = { rounds: Number(values.rounds), seconds: Number(values.seconds) }
  if (!Object.values(settings).every(value => Number.isInteger(value) && value > 0))
    throw new Error(`--rounds and --seconds are whole numbers above 0\n${usage}`)
  const names = positionals.length > 0 ? positionals : Object.keys(cases)
  const unknown = names.find(name => !(name in cases))
  if (unknown !== undefined) throw new Error(`there is no case ${unknown}\n${usage}`)
  return { settings, names }
}

const installPeers = (name: string) => {
  if (existsSync(folderOf(`./${name}/node_modules/.package-lock.json`))) return
  console.error(`installing the peers of ${name}`)
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folderOf(`./${name}`),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error(`npm ci in bench/${name} failed; its reason is above`)
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
  installPeers(name)
  const machine = describeMachine()
  if (machine.loadAverage > busyLoad) {
    console.error(`this machine is busy (load average ${machine.loadAverage.toFixed(1)}): trust the ratios alone`)
  }
  const rows = (await (await cases[name]?.())?.(settings)) ?? []
  console.table(rows.map(rounded))
  const file = folderOf(`./results/${name}.json`)
  mkdirSync(folderOf('./results'), { recursive: true })
  writeFileSync(
    file,
    `${JSON.stringify({ case: name, date: new Date(), machine, settings, rows }, null, 2)}
`,
  )
  console.error(`written to ${file}`)
}

/** Three digits are all that a run repeats. */
const rounded = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? threeDigits(value) : value]),
  )

const threeDigits = (value: number) => (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)))

try {
  const { settings, names } = readSettings()
  for (const name of names) await runCase(name, settings)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
