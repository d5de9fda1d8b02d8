import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import { Agent, type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { ok, type Result } from '@throughline/otlp'
import { type Authority, createAuthority } from '@throughline/otlp/testing'
import Value from 'typebox/value'
import { inFlightBytes } from '../limits.ts'
import { openPipeline } from '../pipeline/pipeline.ts'
import { createFakeOutput, outputOf, redactsNothing } from '../testing/fake-output.ts'
import { requests } from '../testing/requests.ts'
import { send } from '../testing/send.ts'
import { createByteBudget } from './byte-budget.ts'
import { openReceivers } from './open-receivers.ts'
import { type ReceiversSettings, receiversSchema } from './settings.ts'
import { wires } from './signals.ts'

const anyPort = '127.0.0.1:0'
const headers = { 'content-type': 'application/x-protobuf' }

function settingsOf(both: object, different: object = {}): ReceiversSettings {
  const door = { listen: anyPort, ...both }
  const settings = Value.Default(receiversSchema, { http: { ...door }, grpc: { ...door }, ...different })
  return Value.Parse(receiversSchema, settings)
}

function errorOf(result: Result<unknown>): string {
  assert.ok(!result.ok)
  return result.error
}

async function open(both: object, different: object = {}) {
  const told: string[] = []
  const opened = await openReceivers(settingsOf(both, different), {
    pipeline: openPipeline({
      redactor: () => redactsNothing,
      outputs: () => outputOf(createFakeOutput()),
      tell: () => undefined,
    }),
    budget: createByteBudget(() => inFlightBytes),
    tell: sentence => void told.push(sentence),
  })
  return { opened, told }
}

async function openWell(both: object, different: object = {}) {
  const { opened, told } = await open(both, different)
  assert.ok(opened.ok, opened.ok ? '' : opened.error)
  return { ...opened.value, told, [Symbol.asyncDispose]: opened.value.close }
}

/** One gRPC call by gRPC's own client; resolves to its status. */
async function callStatus(port: number, channel = credentials.createInsecure(), authorization = ''): Promise<status> {
  const client = new Client(`127.0.0.1:${port}`, channel, { 'grpc.ssl_target_name_override': 'localhost' })
  const metadata = new Metadata()
  if (authorization !== '') metadata.set('authorization', authorization)
  const keep = (bytes: Buffer) => bytes
  const { promise, resolve } = Promise.withResolvers<status>()
  const ended = (error: ServiceError | null) => resolve(error ? error.code : status.OK)
  client.makeUnaryRequest(wires.traces.grpcPath, keep, keep, Buffer.from(requests.traces.proto), metadata, ended)
  return promise.finally(() => client.close())
}

describe('receivers', () => {
  let folder = ''
  let authority: Authority
  const write = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-receivers-'))
    authority = createAuthority()
  })
  after(() => rmSync(folder, { recursive: true }))

  function writeIdentity(name: string) {
    const { cert, key } = authority.issue()
    return { cert_file: write(`${name}.crt`, cert), key_file: write(`${name}.key`, key) }
  }

  /** An HTTPS request with a connection of its own; resolves to the status, rejects where TLS fails. */
  async function postTls(port: number, tls: RequestOptions = {}) {
    const agent = new Agent({ maxCachedSessions: 0 })
    const options = {
      port,
      path: '/v1/traces',
      method: 'POST',
      headers,
      ca: authority.cert,
      servername: 'localhost',
      agent,
      ...tls,
    }
    const outgoing = request(options).end(requests.traces.proto)
    const [incoming] = await once(outgoing, 'response')
    const { serialNumber } = incoming.socket.getPeerCertificate()
    incoming.resume()
    return { status: incoming.statusCode, serialNumber }
  }

  it('speak TLS', async () => {
    await using receivers = await openWell({ tls: writeIdentity('server') })
    assert.deepEqual([receivers.http.isGuarded, receivers.grpc.isGuarded], [false, false])
    assert.deepEqual([receivers.http.isSecure, receivers.grpc.isSecure], [true, true])
    assert.equal((await postTls(receivers.http.address.port)).status, 200)
    const channel = credentials.createSsl(Buffer.from(authority.cert))
    assert.equal(await callStatus(receivers.grpc.address.port, channel), status.OK)
  })

  it('let in only clients whose certificate one of the authorities signed', async () => {
    const { cert, key } = authority.issue()
    const tls = { ...writeIdentity('server'), client_ca_file: write('ca.crt', authority.cert) }
    await using receivers = await openWell({ tls })
    const { port } = receivers.http.address
    assert.deepEqual([receivers.http.isGuarded, receivers.grpc.isGuarded], [true, true])
    assert.equal((await postTls(port, { cert, key })).status, 200)
    const stranger = createAuthority().issue()
    await assert.rejects(postTls(port))
    await assert.rejects(postTls(port, stranger))

    const ca = Buffer.from(authority.cert)
    const known = credentials.createSsl(ca, Buffer.from(key), Buffer.from(cert))
    assert.equal(await callStatus(receivers.grpc.address.port, known), status.OK)
    assert.equal(await callStatus(receivers.grpc.address.port, credentials.createSsl(ca)), status.UNAVAILABLE)
  })

  it('use a certificate that was renewed, and stay with the one before while the new one is broken', async () => {
    const tls = writeIdentity('renewed')
    await using receivers = await openWell({ tls })
    const { port } = receivers.http.address
    const first = await postTls(port)
    writeFileSync(tls.cert_file, 'nothing')
    while (receivers.told.length === 0) assert.equal((await postTls(port)).serialNumber, first.serialNumber)
    assert.match(receivers.told[0] ?? '', /^TLS cannot be set up from .* stays in use\.$/)
    writeIdentity('renewed')
    while ((await postTls(port)).serialNumber === first.serialNumber);
  })

  it('let in only who shows a token or a password, and say so in the encoding of the request', async () => {
    const password_file = write('password', 'pass\n')
    const auth = { bearer_tokens: ['token'], basic_users: [{ user: 'agent', password_file }] }
    await using receivers = await openWell({ auth })
    const post = (authorization?: string) => {
      const all = { ...headers, ...(authorization !== undefined && { authorization }) }
      return send(receivers.http.address, { method: 'POST', path: '/v1/traces', headers: all })
    }
    for (const shown of ['Bearer token', `Basic ${Buffer.from('agent:pass').toString('base64')}`]) {
      assert.equal((await post(shown)).status, 200)
      assert.equal(await callStatus(receivers.grpc.address.port, undefined, shown), status.OK)
    }
    const refused = await post()
    assert.equal(refused.status, 401)
    assert.equal(refused.headers['content-type'], 'application/x-protobuf')
    assert.match(refused.headers['www-authenticate'] ?? '', /^Bearer realm="throughline", Basic /)
    assert.equal(await callStatus(receivers.grpc.address.port, undefined, 'Bearer other'), status.UNAUTHENTICATED)
    const { http, grpc } = receivers.stats()
    assert.deepEqual([http.refusedRequests.unauthenticated.traces, grpc.refusedRequests.unauthenticated.traces], [1, 1])
    assert.deepEqual(receivers.told, [])
    assert.deepEqual([receivers.http.isGuarded, receivers.grpc.isGuarded], [true, true])
  })

  it('take the tokens of a file as they are now', async () => {
    const path = write('tokens', 'old\n')
    await using receivers = await openWell({ auth: { bearer_token_files: [path] } })
    const post = async (token: string) => {
      const authorization = `Bearer ${token}`
      const { address } = receivers.http
      return (await send(address, { method: 'POST', path: '/v1/traces', headers: { ...headers, authorization } }))
        .status
    }
    assert.deepEqual([await post('old'), await post('new')], [200, 401])
    writeFileSync(path, 'new\nother\n')
    while ((await post('new')) === 401);
    assert.deepEqual([await post('old'), await post('other')], [401, 200])
  })

  it('follow other settings without dropping a connection', async () => {
    await using receivers = await openWell({})
    const agent = new HttpAgent({ keepAlive: true })
    const post = async (authorization: string) => {
      const options = { port: receivers.http.address.port, method: 'POST', path: '/v1/traces', agent }
      const outgoing = requestHttp({ ...options, headers: { ...headers, authorization } }).end()
      const [incoming] = await once(outgoing, 'response')
      await once(incoming.resume(), 'end')
      return [incoming.statusCode, outgoing.reusedSocket]
    }
    assert.deepEqual(await post(''), [200, false])
    const auth = { bearer_tokens: ['token'] }
    assert.deepEqual(receivers.reload(settingsOf({ auth })), ok(undefined))
    assert.deepEqual(
      [await post(''), await post('Bearer token')],
      [
        [401, true],
        [200, true],
      ],
    )
    agent.destroy()
  })

  it('stay as they are where other settings cannot be followed, and say why', async () => {
    await using receivers = await openWell({})
    assert.match(errorOf(receivers.reload(settingsOf({ listen: '127.0.0.1:1' }))), /takes a restart\.$/)
    assert.match(errorOf(receivers.reload(settingsOf({ tls: { cert_file: 'x' } }))), /takes a restart\.$/)
    assert.match(errorOf(receivers.reload(settingsOf({ auth: { bearer_tokens: [''] } }))), /token is empty\.$/)
    assert.equal((await send(receivers.http.address, { method: 'POST', path: '/v1/traces', headers })).status, 200)
  })

  it('take a request of exactly the size that is set, and not one byte more', async () => {
    await using receivers = await openWell({}, { max_request_size: '1KiB' })
    const post = async (bytes: number) => {
      const body = Buffer.concat([Buffer.from([0x7a, 0xfd, 0x07]), Buffer.alloc(bytes - 3)])
      return (await send(receivers.http.address, { method: 'POST', path: '/v1/traces', headers, body })).status
    }
    assert.deepEqual([await post(1024), await post(1025)], [200, 413])
  })

  it('open both or none, and say in one sentence what is wrong', async () => {
    for (const [both, sentence] of [
      [{ tls: { cert_file: '/nowhere', key_file: '/nowhere' } }, /^TLS cannot be set up from \/nowhere /],
      [{ tls: { client_ca_file: write('ca.crt', authority.cert) } }, /^TLS cannot be set up/],
      [{ auth: { bearer_token_files: ['/nowhere'] } }, /^A secret cannot be read \(ENOENT/],
      [{ auth: { bearer_token_files: [write('empty', '\n')] } }, /holds no secret\.$/],
      [{ auth: { bearer_tokens: [''] } }, /^A bearer token is empty\.$/],
      [{ auth: { basic_users: [{ user: 'agent' }] } }, /^The password of agent is empty\.$/],
    ] as const) {
      const { opened } = await open(both)
      assert.ok(!opened.ok)
      assert.match(opened.error, sentence)
    }
  })
})
