import type { ClientRequest } from 'node:http'

/**
 * Node's own fields, under these names in every version we support: the public API reads and changes a head only until
 * it is written.
 */
type WrittenRequest = ClientRequest & {
  _header?: string | null
  readonly _headerSent?: boolean
  /** What waits for a connection. */
  readonly outputData?: readonly { data: unknown }[]
}

/** A header of a head that is written; undefined where the head has none. */
export function writtenHeader(request: WrittenRequest, name: string): string | undefined {
  const line = request._header?.split('\r\n').find(candidate => isHeader(candidate, name))
  return line?.slice(name.length + 1).trim()
}

/**
 * Puts a header into a head that Node has written but not sent, over whatever is there. Such is the head of a request
 * whose headers came as an array (sent with the first bytes of the body) or that expects `100-continue` (queued for the
 * connection). The alternative, to wrap `http.request` and change what the app hands over, was refused: it costs every
 * request, and misses whoever took the function before.
 */
export function setWrittenHeader(request: WrittenRequest, name: string, value: string): void {
  const { _header: head, _headerSent: isSent, outputData: [queued] = [] } = request
  const isQueued = queued !== undefined && queued.data === head
  if (!head?.endsWith('\r\n\r\n') || (isSent !== false && !isQueued)) return
  const others = head.split('\r\n').filter(line => line !== '' && !isHeader(line, name))
  request._header = [...others, `${name}: ${value}`, '', ''].join('\r\n')
  if (isQueued) queued.data = request._header
}

const isHeader = (line: string, name: string): boolean => line.slice(0, name.length + 1).toLowerCase() === `${name}:`
