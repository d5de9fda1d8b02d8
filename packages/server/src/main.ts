import { parseCommand, type UpOptions } from './cli/args.ts'
import { generalHelp, upHelp } from './cli/help.ts'
import { stopRequested } from './cli/signals.ts'
import { version } from './version.ts'

const tell = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const print = (text: string) => void process.stdout.write(text)

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv)
  if (!command.ok) return fail(command.error)
  switch (command.value.kind) {
    case 'help':
      print(command.value.topic === 'up' ? upHelp : generalHelp)
      return 0
    case 'version':
      print(`${version}\n`)
      return 0
    case 'up':
      return runUp(command.value.options)
  }
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
