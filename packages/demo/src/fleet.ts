import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startTimeoutMs, stopTimeoutMs } from './limits.ts'

/** The demo's processes. */
export type Fleet = {
  /** Starts `services/<name>` and resolves with the address that it prints. Rejects with one sentence. */
  start(name: string, env: NodeJS.ProcessEnv, execArgv?: readonly string[]): Promise<string>
  stop(): Promise<void>
}

/** @param onLoss called with one sentence when a started process ends that nobody asked to. */
export const createFleet = (onLoss: (sentence: string) => void): Fleet => {
  const running = new Set<ChildProcess>()
  return {
    async start(name, env, execArgv = []) {
      const child = spawnService(name, env, execArgv)
      running.add(child)
      child.once('exit', () => running.delete(child))
      const address = await printedAddress(name, child)
      child.once('exit', (code, signal) => {
        if (!wasAsked(signal)) onLoss(`${name} stopped unexpectedly (${signal ?? `exit code ${code}`})`)
      })
      return address
    },
    async stop() {
      await Promise.all([...running].map(stopChild))
    },
  }
}

const spawnService = (name: string, env: NodeJS.ProcessEnv, execArgv: readonly string[]) => {
  const preload = urlOf('stop-with-parent').href
  const args = [...process.execArgv, ...execArgv, '--import', preload, fileURLToPath(urlOf(`services/${name}`))]
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
}

const urlOf = (path: string) => new URL(`./${path}${extname(import.meta.url)}`, import.meta.url)

// Ctrl-C reaches the whole process group: a service may be gone before the supervisor hears of it.
const wasAsked = (signal: NodeJS.Signals | null) => signal === 'SIGTERM' || signal === 'SIGINT'

/** Services listen on port 0 and say where, as any server does: nothing in them knows of the demo. */
const printedAddress = (name: string, child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${name} did not start in ${startTimeoutMs} ms`)), startTimeoutMs)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      reject(new Error(`${name} could not start (${signal ?? `exit code ${code}`})`))
    })
    if (child.stdout === null) throw new Error('stdout was asked to be a pipe')
    createInterface(child.stdout).on('line', line => {
      const address = /\w+:\/\/\S+/.exec(line)?.[0]
      if (address === undefined) return
      clearTimeout(late)
      resolve(address)
    })
  })

const stopChild = async (child: ChildProcess) => {
  const exited = once(child, 'exit')
  const late = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  child.kill('SIGTERM')
  await exited
  clearTimeout(late)
}
