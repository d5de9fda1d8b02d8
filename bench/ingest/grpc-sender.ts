import { connect } from 'node:net'
import type { Sender } from './sender.ts'

/** RFC 9113, section 6. */
const DATA = 0
const HEADERS = 1
const SETTINGS = 4
const PING = 6
const GOAWAY = 7
const WINDOW_UPDATE = 8
const END_STREAM = 1
const ACK = 1
const END_HEADERS = 4
const INITIAL_WINDOW_SIZE = 4

const frameHeadBytes = 9
const maxFrameBytes = 16_384
const initialWindowBytes = 65_535
const messageHeadBytes = 5

/**
 * OTLP/gRPC over a raw socket, a call at a time, as `openHttpSender`: a call through `node:http2` costs its client as much as
 * the server. Of an answer it looks at whether a message is in it, which a call that failed has not.
 */
export const openGrpcSender = (url: URL): Sender => {
  const socket = connect(Number(url.port), url.hostname).setNoDelay()
  const requestHeaders = headersOf(url)
  let streamId = -1
  let streamWindow = initialWindowBytes
  let connectionWindow = initialWindowBytes
  let serversInitialWindow = initialWindowBytes
  let received = Buffer.alloc(0)
  let unacknowledgedBytes = 0
  let unsent = Buffer.alloc(0)
  let hasMessage = false
  let call = Promise.withResolvers<boolean>()

  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
  socket.write(frame(SETTINGS, 0, 0, Buffer.alloc(0)))
  socket.on('close', () => call.reject(new Error('the server closed a connection')))
  socket.on('data', data => {
    received = received.length === 0 ? data : Buffer.concat([received, data])
    while (received.length >= frameHeadBytes) {
      const end = frameHeadBytes + received.readUIntBE(0, 3)
      if (received.length < end) break
      const [type = 0, flags = 0] = received.subarray(3)
      take(type, flags, received.readUInt32BE(5), received.subarray(frameHeadBytes, end))
      received = received.subarray(end)
    }
  })

  function take(type: number, flags: number, stream: number, payload: Buffer): void {
    if (type === DATA) takeData(payload)
    else if (type === SETTINGS && flags !== ACK) takeSettings(payload)
    else if (type === PING && flags !== ACK) socket.write(frame(PING, ACK, 0, payload))
    else if (type === WINDOW_UPDATE) takeWindow(stream, payload.readUInt32BE(0))
    else if (type === GOAWAY) call.reject(new Error('the server sent GOAWAY'))
    if ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0) call.resolve(hasMessage)
  }

  function takeData(payload: Buffer): void {
    hasMessage ||= payload.length >= messageHeadBytes
    unacknowledgedBytes += payload.length
    if (unacknowledgedBytes < initialWindowBytes / 2) return
    socket.write(frame(WINDOW_UPDATE, 0, 0, word(unacknowledgedBytes)))
    unacknowledgedBytes = 0
  }

  function takeSettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== INITIAL_WINDOW_SIZE) continue
      streamWindow += payload.readUInt32BE(at + 2) - serversInitialWindow
      serversInitialWindow = payload.readUInt32BE(at + 2)
    }
    socket.write(frame(SETTINGS, ACK, 0, Buffer.alloc(0)))
    sendMore()
  }

  function takeWindow(stream: number, bytes: number): void {
    if (stream === 0) connectionWindow += bytes
    else if (stream === streamId) streamWindow += bytes
    sendMore()
  }

  /** As much of the message as the server has said that it takes. */
  function sendMore(): void {
    while (unsent.length > 0) {
      const bytes = Math.min(unsent.length, maxFrameBytes, streamWindow, connectionWindow)
      if (bytes <= 0) return
      const isLast = bytes === unsent.length
      socket.write(frameHead(DATA, isLast ? END_STREAM : 0, streamId, bytes))
      socket.write(unsent.subarray(0, bytes))
      unsent = unsent.subarray(bytes)
      streamWindow -= bytes
      connectionWindow -= bytes
    }
  }

  return {
    send(body) {
      streamId += 2
      streamWindow = serversInitialWindow
      hasMessage = false
      call = Promise.withResolvers()
      unsent = Buffer.concat([Buffer.of(0), word(body.length), body])
      socket.cork()
      socket.write(frame(HEADERS, END_HEADERS, streamId, requestHeaders))
      sendMore()
      socket.uncork()
      return call.promise
    },
    close: () => void socket.destroy(),
  }
}

function frameHead(type: number, flags: number, stream: number, payloadBytes: number): Buffer {
  const head = Buffer.alloc(frameHeadBytes)
  head.writeUIntBE(payloadBytes, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return head
}

const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer =>
  Buffer.concat([frameHead(type, flags, stream, payload.length), payload])

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** HPACK (RFC 7541) without its table of what came before: names by their number in the static table, values as they are. */
const headersOf = (url: URL): Buffer =>
  Buffer.concat([
    // `:method: POST` and `:scheme: http`
    Buffer.of(0x83, 0x86),
    // `:path`, `:authority`, `content-type`
    Buffer.of(0x04),
    text('/opentelemetry.proto.collector.trace.v1.TraceService/Export'),
    Buffer.of(0x01),
    text(url.host),
    Buffer.of(0x0f, 0x10),
    text('application/grpc'),
    Buffer.of(0x00),
    text('te'),
    text('trailers'),
  ])

const text = (value: string): Buffer => Buffer.concat([Buffer.of(value.length), Buffer.from(value)])
