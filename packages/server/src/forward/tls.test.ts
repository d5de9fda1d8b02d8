import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { type TestContext, test } from 'node:test'
import { ServerCredentials } from '@grpc/grpc-js'
import { requireProgram } from '@throughline/otlp/testing'
import { openTestForwarder } from './testing/forwarder.ts'
import { startGrpcReceiver } from './testing/grpc-receiver.ts'
import { createIdentity, type Identity } from './testing/identity.ts'
import { spansNamed } from './testing/spans.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const openssl = requireProgram('openssl', 'openssl')

/** Over TLS, by a receiver that asks for a certificate; gives its URL. */
const receivers = {
  async otlp_http(t: TestContext, server: Identity, client: Identity) {
    const https = createServer({ ...server, ca: client.cert, requestCert: true }, (_, response) => response.end())
    https.listen(0, '127.0.0.1')
    await once(https, 'listening')
    t.after(() => {
      https.closeAllConnections()
      https.close()
    })
    const address = https.address()
    assert.ok(typeof address === 'object' && address !== null)
    return `https://127.0.0.1:${address.port}`
  },
  async otlp_grpc(t: TestContext, { cert, key }: Identity, client: Identity) {
    const credentials = ServerCredentials.createSsl(client.cert, [{ cert_chain: cert, private_key: key }], true)
    const { url } = await startGrpcReceiver(t, credentials)
    return url.replace('http:', 'https:')
  },
}

for (const [type, start] of Object.entries(receivers)) {
  test(`${type} knows the authority by its file, and shows its own certificate`, { skip: openssl.skip }, async t => {
    const folder = await temporaryFolder(t)
    const server = createIdentity(openssl.path, folder, 'server')
    const client = createIdentity(openssl.path, folder, 'client')
    const stranger = createIdentity(openssl.path, folder, 'stranger')
    const endpoint = await start(t, server, client)

    const outcomeOf = async (tls: Record<string, string>) => {
      const forwarder = await openTestForwarder(t, { type, endpoint, tls })
      await forwarder.take(spansNamed('a'))
      await forwarder.close()
      const { sentItems, lastError } = forwarder.stats()
      return sentItems.traces === 1 ? 'sent' : lastError
    }
    const { cert_file, key_file } = client
    assert.equal(await outcomeOf({ ca_file: server.cert_file, cert_file, key_file }), 'sent')
    assert.match(await outcomeOf({ ca_file: stranger.cert_file, cert_file, key_file }), /self-signed|certificate/)
    assert.notEqual(await outcomeOf({ ca_file: server.cert_file }), 'sent')
  })
}
