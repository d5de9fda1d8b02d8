import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Address, parseAddress } from '../cli/address.ts'

/** The file that `throughline` stands for. */
export const bin = fileURLToPath(new URL('../../bin/throughline.js', import.meta.url))

export interface Outcome {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command as a user has it: a process of its own, stopped when its variable goes out of scope. */
export interface RunningCommand extends AsyncDisposable {
  readonly child: ChildProcess
  /** Resolves when the process is gone and its output is complete. */
  readonly outcome: Promise<Outcome>
  /** Sends the signal and waits until the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>
  /** Resolves with the first line of either output that matches, whenever it came; rejects when none ever will. */
  line(pattern: RegExp): Promise<string>
}

export function startCommand(args: readonly string[], { cwd = '.', env = {} } = {}): RunningCommand {
  const child = spawn(process.execPath, ['--conditions=throughline-source', bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: { ...process.env, ...env },
  })
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString()
    })
  }
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr]) => ({ exitCode: child.exitCode, stdout, stderr }),
  )
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return outcome
  }
  return {
    child,
    outcome,
    stop,
    line: pattern => findLine(child, output, pattern),
    [Symbol.asyncDispose]: () => stop().then(() => undefined),
  }
}

async function findLine(child: ChildProcess, output: { text: string }, pattern: RegExp): Promise<string> {
  const closed = once(child, 'close').then(() => 'closed')
  for (;;) {
    const line = output.text.split('\n').find(each => pattern.test(each))
    if (line !== undefined) return line
    const data = [child.stdout, child.stderr].flatMap(stream => (stream ? [once(stream, 'data')] : []))
    if ((await Promise.race([closed, ...data])) === 'closed' && !pattern.test(output.text)) {
      throw new Error(`no line matches ${pattern}: ${output.text}`)
    }
  }
}

export interface RunningServer extends RunningCommand {
  readonly ui: Address
  readonly http: Address
  readonly grpc: Address
}

/** `throughline up` on ports that the system chooses, ready to be used. */
export async function startServer(args: readonly string[], env = {}): Promise<RunningServer> {
  const anyPort = '127.0.0.1:0'
  const command = startCommand(['up', '--http', anyPort, '--grpc', anyPort, '--ui', anyPort, ...args], { env })
  const ready = await command.line(/^throughline ready /)
  const match = /^throughline ready ui=http:\/\/(\S+) otlp-http=http:\/\/(\S+) otlp-grpc=(\S+)$/.exec(ready)
  const [ui, http, grpc] = (match ?? []).slice(1).map(text => {
    const address = parseAddress(text)
    if (!address.ok) throw new Error(`${text} ${address.error}`)
    return address.value
  })
  if (!ui || !http || !grpc) throw new Error(`not the ready line: ${ready}`)
  return { ...command, ui, http, grpc }
}
