import { connect } from 'node:net'
import type { Sender } from './sender.ts'

/** OTLP/HTTP over a raw socket: what a client of HTTP costs would be measured as the server's. */
export const openHttpSender = (url: URL): Sender => {
  const socket = connect(Number(url.port), url.hostname).setNoDelay()
  const headOf = (bodyBytes: number) =>
    `POST /v1/traces HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/x-protobuf\r\ncontent-length: ${bodyBytes}\r\n\r\n`

  /** An answer fits a packet. */
  const nextAnswer = () =>
    new Promise<boolean>((resolve, reject) => {
      const onEnd = () => reject(new Error('the server closed a connection'))
      socket.once('close', onEnd)
      socket.once('data', (data: Buffer) => {
        socket.off('close', onEnd)
        resolve(data.toString('latin1', 0, 12) === 'HTTP/1.1 200')
      })
    })

  return {
    send(body) {
      const answer = nextAnswer()
      socket.cork()
      socket.write(headOf(body.length), 'latin1')
      socket.write(body)
      socket.uncork()
      return answer
    },
    close: () => void socket.destroy(),
  }
}
