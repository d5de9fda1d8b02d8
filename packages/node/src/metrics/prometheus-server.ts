import type { Server, ServerResponse } from 'node:http'
import { http } from '../builtins.ts'
import type { PrometheusSettings } from '../settings/settings.ts'

/**
 * Answers Prometheus on `/metrics`.
 *
 * @param read the text of now
 */
export function servePrometheus(
  { host, port }: PrometheusSettings,
  read: () => Promise<string>,
  say: (sentence: string) => void,
): Server {
  const server = http().createServer((request, response) => {
    const [path] = (request.url ?? '').split('?', 1)
    if (path === '/metrics' && request.method === 'GET') void answer(response, read)
    else response.writeHead(404).end()
  })
  server.on('error', (error: NodeJS.ErrnoException) => say(sentenceOf(error, host, port)))
  server.listen(port, host)
  return server
}

async function answer(response: ServerResponse, read: () => Promise<string>): Promise<void> {
  try {
    const text = await read()
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text)
  } catch {
    response.writeHead(500).end()
  }
}

function sentenceOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const place = `${host}:${port}`
  return code === 'EADDRINUSE'
    ? `Prometheus cannot ask this process: ${place} is in use; in a cluster only the first process has it, so set ` +
        'OTEL_EXPORTER_PROMETHEUS_PORT for each, or push by OTLP'
    : `Prometheus cannot ask this process: listening on ${place} failed (${code ?? message})`
}
