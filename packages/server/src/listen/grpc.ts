import { logVerbosity, type Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js'
import { err, ok, type Result } from '@throughline/otlp'
import { type Address, formatAddress } from '../cli/address.ts'
import { stopGraceMs } from '../limits.ts'
import { explainBindError, type Listener } from './http.ts'

/** As `listenHttp`, for gRPC. */
export function listenGrpc(server: Server, address: Address, flag: string): Promise<Result<Listener>> {
  // The library would print a taken port in its own words, next to our sentence.
  setLogVerbosity(logVerbosity.NONE)
  const { promise, resolve } = Promise.withResolvers<Result<Listener>>()
  server.bindAsync(formatAddress(address), ServerCredentials.createInsecure(), (error, port) => {
    if (error) resolve(err(explainBindError(error, address, flag)))
    else resolve(ok({ address: { host: address.host, port }, close: () => closeGrpc(server) }))
  })
  return promise
}

async function closeGrpc(server: Server): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  server.tryShutdown(() => resolve())
  const cutOff = setTimeout(() => server.forceShutdown(), stopGraceMs)
  await closed
  clearTimeout(cutOff)
}
