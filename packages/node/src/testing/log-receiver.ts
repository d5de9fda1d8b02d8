import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { decodeLogs, type ReceivedLog } from './decode-logs.ts'
import { listen } from './otlp-receiver.ts'

/** A receiver of log records on a free port; what comes to `/v1/traces` and `/v1/metrics` is taken and forgotten. */
export interface LogReceiver {
  readonly url: string
  readonly logs: readonly ReceivedLog[]
  readonly paths: readonly string[]
  /** Status codes for the next requests with log records, from the front; 200 once none is left. */
  readonly statuses: number[]
  waitFor(isEnough: (logs: readonly ReceivedLog[]) => boolean): Promise<readonly ReceivedLog[]>
  close(): Promise<void>
}

export async function startLogReceiver(): Promise<LogReceiver> {
  const taken = open()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const status = request.url === '/v1/logs' ? (taken.statuses.shift() ?? 200) : 200
    taken.paths.push(request.url ?? '')
    if (request.url === '/v1/logs' && status === 200) {
      taken.add(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
    }
    response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end()
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  return { ...taken, url, close: () => closed(server) }
}

/** The same by gRPC. */
export async function startGrpcLogReceiver(): Promise<LogReceiver> {
  const taken = open()
  const server = createHttp2Server()
  server.on('stream', async (stream, headers) => {
    const path = String(headers[':path'])
    const message = await buffer(stream)
    taken.paths.push(path)
    if (path.includes('LogsService')) taken.add(message.subarray(5))
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(Buffer.alloc(5))
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  return { ...taken, url, close: async () => void server.close() }
}

function open() {
  const logs: ReceivedLog[] = []
  const waiters = new Set<() => void>()
  const waitFor: LogReceiver['waitFor'] = isEnough =>
    new Promise(resolve => {
      const check = () => {
        if (!isEnough(logs)) return
        waiters.delete(check)
        resolve(logs)
      }
      waiters.add(check)
      check()
    })
  const add = (body: Uint8Array): void => {
    logs.push(...decodeLogs(body))
    for (const wake of waiters) wake()
  }
  const paths: string[] = []
  const statuses: number[] = []
  return { logs, waitFor, add, paths, statuses }
}

const closed = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
