import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { ServiceList, TraceList, TraceSummary } from '@throughline/api'
import { readTracesJson, type TracesData } from '@throughline/otlp'

/** A `throughline up` of its own, in memory where no folder is named, on free ports. */
export interface Server {
  readonly uiUrl: string
  readonly otlpHttpUrl: string
  /** `host:port`. */
  readonly otlpGrpcAddress: string
  listTraces(query?: string): Promise<readonly TraceSummary[]>
  readTrace(traceId: string): Promise<TracesData>
  listServices(): Promise<readonly string[]>
  /** Stops it as Ctrl-C does, and expects it to end well. */
  stop(): Promise<void>
  /** Ends it at once, whatever it does. */
  kill(): Promise<void>
}

const program = fileURLToPath(new URL('./bin/throughline.js', import.meta.resolve('throughline/package.json')))
const freePorts = ['--http', '--grpc', '--ui'].flatMap(flag => [flag, '127.0.0.1:0'])

export const startServer = async (...flags: string[]): Promise<Server> => {
  const server = spawn(
    process.execPath,
    ['--conditions=throughline-source', program, 'up', ...placeOf(flags), ...freePorts, ...flags],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const spoken = text(server.stderr)
  const ready = await firstLine(server.stdout)
  assert.ok(ready !== undefined, `the server did not start: ${ready === undefined && (await spoken)}`)
  const uiUrl = addressIn(ready, 'ui')
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(`${uiUrl}${path}`)
    const body = await response.text()
    assert.equal(response.status, 200, `${path}: ${body}`)
    return body
  }
  return {
    uiUrl,
    otlpHttpUrl: addressIn(ready, 'otlp-http'),
    otlpGrpcAddress: addressIn(ready, 'otlp-grpc'),
    listTraces: async query => (JSON.parse(await ask(`/api/traces?${query ?? ''}`)) as TraceList).traces,
    listServices: async () => (JSON.parse(await ask('/api/services')) as ServiceList).services,
    async readTrace(traceId) {
      const trace = readTracesJson(await ask(`/api/traces/${traceId}`))
      assert.ok(trace.ok)
      return trace.value
    },
    async stop() {
      server.kill('SIGTERM')
      assert.deepEqual(await once(server, 'exit'), [0, null], await spoken)
    },
    async kill() {
      server.kill('SIGKILL')
      await once(server, 'exit')
    },
  }
}

const placeOf = (flags: readonly string[]): readonly string[] => (flags.includes('--data') ? [] : ['--memory'])

const firstLine = async (stream: NodeJS.ReadableStream): Promise<string | undefined> => {
  for await (const line of createInterface(stream)) return line
  return undefined
}

const addressIn = (readyLine: string, name: string): string => {
  const address = readyLine.split(' ').find(word => word.startsWith(`${name}=`))
  assert.ok(address !== undefined, readyLine)
  return address.slice(name.length + 1)
}
