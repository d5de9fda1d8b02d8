import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ServerCredentials } from '@grpc/grpc-js'
import { createAuthority, freePort } from '@throughline/otlp/testing'
import { forwardLimits } from '../../limits.ts'
import { startGrpcReceiver } from '../testing/grpc-receiver.ts'
import { startReceiver } from '../testing/receiver.ts'
import { settingsOf } from '../testing/settings.ts'
import { spansNamed } from '../testing/spans.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { inOneLine } from './advice.ts'
import { openSender } from './open-sender.ts'

const authority = createAuthority()
const { cert, key } = authority.issue()
const types = ['otlp_http', 'otlp_grpc'] as const
type Type = (typeof types)[number]

async function reasonOf(t: TestContext, type: Type, endpoint: string, tls = {}): Promise<string> {
  const sender = await openSender(settingsOf({ name: 'test', type, endpoint, tls }))
  assert.ok(sender.ok)
  t.after(sender.value.close)
  const outcome = await sender.value.send(spansNamed('a'))
  assert.ok(outcome.kind !== 'sent')
  return outcome.reason
}

async function fileOf(t: TestContext, text: string): Promise<string> {
  const path = join(await temporaryFolder(t), 'ca.pem')
  await writeFile(path, text)
  return path
}

async function portOf(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

/** A receiver over TLS, at all addresses of this host. */
const startSecure: Record<Type, (t: TestContext, requestCert: boolean) => Promise<string>> = {
  otlp_http: async (t, requestCert) =>
    String(await portOf(t, createHttpsServer({ cert, key, ca: authority.cert, requestCert }))),
  async otlp_grpc(t, requestCert) {
    const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) }
    const ca = Buffer.from(authority.cert)
    return new URL((await startGrpcReceiver(t, ServerCredentials.createSsl(ca, [pair], requestCert))).url).port
  },
}

for (const type of types) {
  test(`over ${type}, a certificate that nobody known vouches for leads to tls.ca_file`, async t => {
    const reason = await reasonOf(t, type, `https://127.0.0.1:${await startSecure[type](t, false)}`)
    assert.match(reason, /certificate.*; name the authority of its certificate in `tls\.ca_file`$/)
  })

  test(`over ${type}, a receiver that asks for a certificate leads to tls.cert_file`, async t => {
    const ca_file = await fileOf(t, authority.cert)
    const reason = await reasonOf(t, type, `https://127.0.0.1:${await startSecure[type](t, true)}`, { ca_file })
    assert.match(
      reason,
      /alert certificate required; name a certificate of ours in `tls\.cert_file` and `tls\.key_file`$/,
    )
  })

  test(`over ${type}, a host that is not known leads to its name`, async t => {
    const reason = await reasonOf(t, type, 'http://collector.invalid:4318')
    assert.match(
      reason,
      /collector\.invalid.*; (correct the name of the host in `endpoint`|no name server answers: .*)$/,
    )
  })

  test(`over ${type}, a port where nobody listens leads to it`, async t => {
    const port = await freePort()
    const reason = await reasonOf(t, type, `http://127.0.0.1:${port}`)
    const expected = `connect ECONNREFUSED 127.0.0.1:${port}; start it, or correct host and port in \`endpoint\``
    assert.equal(reason.replace('gRPC UNAVAILABLE: ', ''), expected)
  })

  test(`over ${type}, TLS where there is none leads to http://`, async t => {
    const { url } = await startReceiver(t)
    const reason = await reasonOf(t, type, url.replace('http:', 'https:'))
    assert.match(reason, /wrong version number; where it does not speak TLS, `endpoint` has to begin with http:\/\/$/)
  })

  test(`over ${type}, no TLS where there is some leads to https://`, async t => {
    const reason = await reasonOf(t, type, `http://127.0.0.1:${await startSecure[type](t, false)}`)
    assert.match(reason, /; it closed the connection; where it speaks TLS, `endpoint` has to begin with https:\/\/$/)
  })
}

test('a certificate for another name leads to the name in the endpoint', async t => {
  const ca_file = await fileOf(t, authority.cert)
  const port = await startSecure.otlp_http(t, false)
  assert.equal(
    await reasonOf(t, 'otlp_http', `https://127.0.0.2:${port}`, { ca_file }),
    "IP: 127.0.0.2 is not in the cert's list; write a name in `endpoint` that its certificate is for",
  )
})

test('something that is no OTLP leads to the ports of OTLP', async t => {
  const expected = /something else listens there: OTLP has port 4318 for `otlp_http`, 4317 for `otlp_grpc`$/
  assert.match(await reasonOf(t, 'otlp_http', (await startGrpcReceiver(t)).url), expected)
  const mail = createServer(socket => socket.on('error', () => {}).end('220 mail.example.com ESMTP\r\n'))
  assert.match(await reasonOf(t, 'otlp_grpc', `http://127.0.0.1:${await portOf(t, mail)}`), expected)
})

const page = '<!DOCTYPE html>\n<html>\n<head><title>404 Not Found</title></head>\n<body>…</body></html>'

for (const [status, headers, body, reason] of [
  [401, {}, '', 'HTTP 401; write what it accepts in `auth`'],
  [401, {}, 'invalid\n token', 'HTTP 401: invalid token; write what it accepts in `auth`'],
  [403, {}, '', 'HTTP 403; whom `auth` names has to be allowed to write there'],
  [404, {}, page, 'HTTP 404: Not Found; correct the path in `endpoint`, or leave the signal out of `signals`'],
  [405, {}, '', 'HTTP 405; correct the path in `endpoint`'],
  [301, { location: 'https://new.example.com/' }, '', 'HTTP 301 to https://new.example.com/; correct `endpoint`'],
  [400, {}, 'this span is bad', 'HTTP 400: this span is bad'],
] as const) {
  test(`an answer is told as "${reason}"`, async t => {
    const receiver = await startReceiver(t)
    receiver.answer = response => response.writeHead(status, headers).end(body)
    assert.equal(await reasonOf(t, 'otlp_http', receiver.url), reason)
  })
}

for (const [code, reason] of [
  [16, 'gRPC UNAUTHENTICATED: no; write what it accepts in `auth`'],
  [7, 'gRPC PERMISSION_DENIED: no; whom `auth` names has to be allowed to write there'],
  [12, 'gRPC UNIMPLEMENTED: no; correct `endpoint`, or leave the signal out of `signals`'],
] as const) {
  test(`an answer is told as "${reason}"`, async t => {
    const receiver = await startGrpcReceiver(t)
    receiver.answer = callback => callback({ code, details: 'no' })
    assert.equal(await reasonOf(t, 'otlp_grpc', receiver.url), reason)
  })
}

test('what a receiver says is one line, up to a limit', () => {
  assert.equal(inOneLine(' a\r\n b '), 'a b')
  assert.equal(inOneLine('a'.repeat(forwardLimits.reasonChars)).length, forwardLimits.reasonChars)
  assert.equal(inOneLine('a'.repeat(forwardLimits.reasonChars + 1)).length, forwardLimits.reasonChars)
})
