import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { demoStopMs } from './limits.ts'

export interface Demo {
  /** Ends its processes; resolves when they are gone. */
  stop(): Promise<void>
}

/** Starts the demo as a process of its own that sends to `otlpHttpUrl`. It is a program: nothing of it is imported. */
export function startDemo(otlpHttpUrl: string, tell: (sentence: string) => void): Demo | undefined {
  const entry = findDemo()
  if (entry === undefined) {
    tell('The demo is not installed: it is part of the source checkout only. The server goes on without it.')
    return undefined
  }
  const child = spawn(process.execPath, [...process.execArgv, entry], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttpUrl },
    // Our standard output is the ready line alone, so what the demo prints goes to standard error. The IPC channel
    // closes when this process dies, however it dies, and the demo then ends itself.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  let stopping = false
  child.once('error', error => tell(`The demo did not start: ${error.message}.`))
  child.once('exit', () => {
    if (!stopping) tell('The demo has ended; the server goes on.')
  })
  return {
    async stop() {
      stopping = true
      await endChild(child)
    },
  }
}

function findDemo(): string | undefined {
  try {
    const entry = fileURLToPath(import.meta.resolve('@throughline/demo'))
    return existsSync(entry) ? entry : undefined
  } catch {
    return undefined
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), demoStopMs)
  await exited
  clearTimeout(kill)
}
