import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ServerProcessOptions {
  readonly command: string
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Where it says that it is ready, and by which words. */
  readonly says: 'stdout' | 'stderr'
  readonly readyWords: string
}

/** Runs a server until the returned function is called; resolves once it is ready. */
export async function startServerProcess(options: ServerProcessOptions): Promise<() => Promise<void>> {
  const { command, args = [], env = process.env, says, readyWords } = options
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  await once(child, 'spawn')
  const other = says === 'stdout' ? child.stderr : child.stdout
  other.resume()
  for await (const line of createInterface({ input: child[says] })) {
    if (line.includes(readyWords)) break
  }
  child[says].resume()
  if (child.exitCode !== null) throw new Error(`${command} ended before it was ready`)
  return async () => {
    child.kill()
    await once(child, 'exit')
  }
}
