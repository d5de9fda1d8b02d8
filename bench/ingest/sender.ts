import { openGrpcSender } from './grpc-sender.ts'
import { openHttpSender } from './http-sender.ts'

/** One connection, which has one request under way. */
export interface Sender {
  /** Resolves with whether it was accepted; rejects where there is no answer. */
  send(body: Buffer): Promise<boolean>
  close(): void
}

export const openSender = (url: URL): Sender => (url.protocol === 'grpc:' ? openGrpcSender(url) : openHttpSender(url))
