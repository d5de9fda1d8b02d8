import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Where a program runs: what is measured alone on the first core, everything else on the second; a server on both. */
export type Place = 'measured' | 'load' | 'background' | 'both'

export const hasTaskset = spawnSync('taskset', ['--version']).status === 0
export const hasWrk = spawnSync('wrk', ['--version']).error === undefined

const wrappers: Readonly<Record<Place, readonly string[]>> = {
  measured: ['taskset', '--cpu-list', '0'],
  load: ['taskset', '--cpu-list', '1'],
  both: ['taskset', '--cpu-list', '0,1'],
  // Gives way at once to whatever else wants the core. `chrt` comes with `taskset`.
  background: ['taskset', '--cpu-list', '1', 'chrt', '--idle', '0'],
}

/** The command that runs `command` in its place; where there is no `taskset`, the command itself. */
export const placed = (place: Place, command: string, args: readonly string[]): [string, string[]] => {
  const [wrapper = command, ...wrapped] = hasTaskset ? [...wrappers[place], command, ...args] : [command, ...args]
  return [wrapper, wrapped]
}

/** Moves this process out of the way of what is measured. */
export const stepAside = (): void => {
  if (hasTaskset) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '1', String(process.pid)])
}

/** A Node process that answers each message with one of its own. */
export interface Child {
  readonly url: string
  ask<Answer>(question: string | Readonly<Record<string, number>>): Promise<Answer>
  stop(): Promise<void>
}

/** Here the peers are installed: where Node looks for what it preloads. */
export const benchFolder = fileURLToPath(new URL('..', import.meta.url))

/** Starts a Node program of this folder and waits for the `{ url }` that it sends first. */
export const startChild = async (place: Place, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Child> => {
  const [command, commandArgs] = placed(place, process.execPath, args)
  const child = spawn(command, commandArgs, {
    env,
    cwd: benchFolder,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const { url } = await nextMessage<{ url: string }>(child)
  return {
    url,
    ask(question) {
      child.send(question)
      return nextMessage(child)
    },
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

const nextMessage = <T>(child: ChildProcess) =>
  new Promise<T>((resolve, reject) => {
    const onExit = () => reject(new Error(`${child.spawnargs.join(' ')} ended`))
    child.once('exit', onExit)
    child.once('message', message => {
      child.off('exit', onExit)
      resolve(message as T)
    })
  })
