import { type ConfigCommand, parseCommand, type UpFlags } from './cli/args.ts'
import { bootstrapHelp, configHelp, generalHelp, upHelp } from './cli/help.ts'
import { stopRequested } from './cli/signals.ts'
import { version } from './version.ts'

const tell = (sentence: string) => void process.stderr.write(`${sentence}\n`)

/** Resolves when a reader has it all: the process exits by itself, and what a pipe has not taken yet would be lost. */
const print = (text: string) => new Promise<void>(resolve => process.stdout.write(text, () => resolve()))

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv)
  if (!command.ok) return fail(command.error)
  switch (command.value.kind) {
    case 'help':
      await print(helpOf[command.value.topic])
      return 0
    case 'version':
      await print(`${version}\n`)
      return 0
    case 'up':
      return runUp(command.value.flags)
    case 'bootstrap':
      return runBootstrap(command.value)
    case 'config':
      return runConfig(command.value.command)
  }
}

const helpOf = { general: generalHelp, up: upHelp, bootstrap: bootstrapHelp, config: configHelp }

async function runBootstrap({
  folder,
  isJson,
}: {
  readonly folder: string
  readonly isJson: boolean
}): Promise<number> {
  const { bootstrap } = await import('./bootstrap/bootstrap.ts')
  const { textOfReport } = await import('./bootstrap/report.ts')
  const report = bootstrap(folder)
  if (!report.ok) return fail(report.error)
  await print(
    isJson
      ? `${JSON.stringify(report.value, null, 2)}\n`
      : textOfReport(report.value, process.stdout.isTTY && process.stdout.hasColors()),
  )
  return 0
}

async function runConfig(command: ConfigCommand): Promise<number> {
  const { runConfigCommand } = await import('./config/commands.ts')
  const output = runConfigCommand(command, { environment: process.env, snippets: process.stderr.isTTY })
  if (!output.ok) return fail(output.error)
  await print(output.value)
  return 0
}

async function runUp(flags: UpFlags): Promise<number> {
  const stop = stopRequested()
  const { loadConfig } = await import('./config/load-config.ts')
  const { overrides, config: file, ...rest } = flags
  const source = { file, environment: process.env, overrides, snippets: process.stderr.isTTY }
  const config = loadConfig(source)
  if (!config.ok) return fail(config.error)
  const { up } = await import('./up.ts')
  const server = await up({ ...rest, source, config: config.value }, tell)
  if (!server.ok) return fail(server.error)
  await print(`${server.value.readyLine}\n`)
  tell(`${await stop}: stopping; once more to stop at once.`)
  await server.value.stop()
  return 0
}

function fail(sentence: string): number {
  tell(sentence)
  return 1
}

main(process.argv.slice(2)).then(
  // Not left to the event loop running empty: nothing that a library keeps open may hold up an exit we were asked for.
  exitCode => process.exit(exitCode),
  (error: unknown) =>
    process.exit(fail(`The server failed: ${error instanceof Error ? error.message : String(error)}`)),
)
