import { parseCommand, type UpOptions } from './cli/args.ts'
import { bootstrapHelp, generalHelp, upHelp } from './cli/help.ts'
import { stopRequested } from './cli/signals.ts'
import { version } from './version.ts'

const tell = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const print = (text: string) => void process.stdout.write(text)

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv)
  if (!command.ok) return fail(command.error)
  switch (command.value.kind) {
    case 'help':
      print(helpOf[command.value.topic])
      return 0
    case 'version':
      print(`${version}\n`)
      return 0
    case 'up':
      return runUp(command.value.options)
    case 'bootstrap':
      return runBootstrap(command.value)
  }
}

const helpOf = { general: generalHelp, up: upHelp, bootstrap: bootstrapHelp }

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
  print(
    isJson
      ? `${JSON.stringify(report.value, null, 2)}\n`
      : textOfReport(report.value, process.stdout.isTTY && process.stdout.hasColors()),
  )
  return 0
}

async function runUp(options: UpOptions): Promise<number> {
  const stop = stopRequested()
  // Imported here: the database is half a gigabyte of native code that --help has no use for.
  const { up } = await import('./up.ts')
  const server = await up(options, tell)
  if (!server.ok) return fail(server.error)
  print(`${server.value.readyLine}\n`)
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
