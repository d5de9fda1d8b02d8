import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What is measured runs alone on the first core, everything else on the second. */
export const cores = { measured: 0, rest: 1 } as const

export const hasTaskset = spawnSync('taskset', ['--version']).status === 0
export const hasWrk = spawnSync('wrk', ['--version']).error === undefined

/** The command that runs `command` on one core; where there is no `taskset`, the command itself. */
export const pinned = (core: number, command: string, args: readonly string[]): [string, string[]] =>
  hasTaskset ? ['taskset', ['--cpu-list', String(core), command, ...args]] : [command, [...args]]

/** A Node process that answers each message with one of its own. */
export interface Child {
  readonly url: string
  ask<Answer>(question: string | Readonly<Record<string, number>>): Promise<Answer>
  stop(): Promise<void>
}

/** Here the peers are installed: where Node looks for what it preloads. */
export const benchFolder = fileURLToPath(new URL('..', import.meta.url))

/** Starts a Node program of this folder and waits for the `{ url }` that it sends first. */
export const startChild = async (core: number, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Child> => {
  const [command, commandArgs] = pinned(core, process.execPath, args)
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
