import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Health } from '@throughline/api'
import { readTracesJson, type Span, writeTracesJson } from '@throughline/otlp'
import { requireProgram } from '@throughline/otlp/testing'
import { type RunningServer, startCommand, startServer } from './testing/command.ts'
import { send } from './testing/send.ts'
import { aSpan, tracesOf } from './testing/traces.ts'

const json = { 'content-type': 'application/json' }
const failed = { code: 2, message: '' }
const secret = { key: 'http.request.header.authorization', value: { kind: 'string', value: 'Bearer abc' } } as const

describe('the server between others', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-collector-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const fileOf = (name: string) => join(folder, `${name}.jsonl`)

  const destination = (name: string, more = '') =>
    `  - { name: ${name}, type: file, path: ${fileOf(name)}, batch: { timeout: 100ms }${more} }\n`

  const keepsErrors =
    ', sampling: { decision_wait: 100ms, policies: [{ name: errors, type: status_code, status_code: { status_codes: [ERROR] } }] }'

  function writeConfig(name: string, forward: string, more = ''): string {
    const path = join(folder, `${name}.yaml`)
    writeFileSync(path, `${more}forward:\n${forward}`)
    return path
  }

  const post = (server: RunningServer, spans: readonly Span[]) =>
    send(server.http, { method: 'POST', path: '/v1/traces', headers: json, body: writeTracesJson(tracesOf(spans)) })

  function arrivedAt(name: string): readonly Span[] {
    const lines = existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8').split('\n').slice(0, -1) : []
    return lines.flatMap(line => {
      const read = readTracesJson(line)
      assert.ok(read.ok)
      return read.value.resourceSpans.flatMap(group => group.scopeSpans).flatMap(group => group.spans)
    })
  }

  async function untilArrived(name: string, count: number): Promise<readonly Span[]> {
    while (arrivedAt(name).length < count) await pause(20)
    return arrivedAt(name)
  }

  const healthOf = async (server: RunningServer): Promise<Health> =>
    JSON.parse(String((await send(server.ui, { path: '/api/health' })).body))

  it('keeps everything, and sends on what each destination asks for, without what nobody may see', async () => {
    const config = writeConfig('all', destination('everything') + destination('errors', keepsErrors))
    await using server = await startServer(['--memory', '--config', config])
    const [good, bad] = [aSpan({ attributes: [secret] }), aSpan({ status: failed })]
    assert.equal((await post(server, [good, bad])).status, 200)

    const [first, second] = await untilArrived('everything', 2)
    assert.deepEqual([first?.spanId, second?.spanId], [good.spanId, bad.spanId])
    assert.deepEqual(first?.attributes, [{ ...secret, value: { kind: 'string', value: '****' } }])
    assert.deepEqual(
      (await untilArrived('errors', 1)).map(span => span.spanId),
      [bad.spanId],
    )
    while ((await send(server.ui, { path: `/api/traces/${good.traceId}` })).status !== 200) await pause(20)

    // What has arrived is counted a moment later.
    const expected = { everything: 2, errors: 1, kept: 1, dropped: 1, stored: 2 }
    const counted = ({ destinations, sampling, store }: Health) => ({
      everything: destinations.everything?.sentItems.traces,
      errors: destinations.errors?.sentItems.traces,
      kept: sampling.errors?.keptSpans,
      dropped: sampling.errors?.droppedSpans,
      stored: store?.loadedRows.otel_traces,
    })
    while (!isDeepStrictEqual(counted(await healthOf(server)), expected)) await pause(20)
    const { redacted, receivers } = await healthOf(server)
    assert.equal(redacted.secret_key, 1)
    assert.equal(receivers.http.acceptedItems.traces, 2)
  })

  it('only forwards where nothing is stored, and loads no database for it', async () => {
    const config = writeConfig('forward-only', destination('elsewhere'))
    const data = join(folder, 'no-store')
    await using server = await startServer(['--no-store', '--data', data, '--config', config])
    assert.equal((await post(server, [aSpan()])).status, 200)
    await untilArrived('elsewhere', 1)
    assert.deepEqual(readdirSync(data).sort(), ['lock', 'queues'])
    assert.equal((await send(server.ui, { path: '/api/traces' })).status, 404)
    assert.equal((await healthOf(server)).store, undefined)
    if (process.platform === 'linux') {
      assert.doesNotMatch(readFileSync(`/proc/${server.child.pid}/maps`, 'utf8'), /chdb/)
    }
  })

  it('leaves a folder to the server that has it, also where neither stores anything', async () => {
    const config = writeConfig('held', destination('held'))
    const data = join(folder, 'held')
    await using holder = await startServer(['--no-store', '--data', data, '--config', config])
    const second = startCommand(['up', '--no-store', '--data', data, '--config', config])
    const { exitCode, stderr } = await second.outcome
    assert.equal(
      stderr,
      `${data} is already used by process ${holder.child.pid}; stop it or choose another folder with --data.\n`,
    )
    assert.equal(exitCode, 1)
    await holder.stop()
    assert.deepEqual(readdirSync(data), ['queues'])
  })

  it('follows its file without dropping a connection or a span', async () => {
    const config = writeConfig('changing', destination('before'))
    await using server = await startServer(['--memory', '--config', config])
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const postOn = async (spans: readonly Span[]) => {
      const { host, port } = server.http
      const asking = request({ host, port, method: 'POST', path: '/v1/traces', headers: json, agent })
      asking.end(writeTracesJson(tracesOf(spans)))
      const [answer] = await once(asking, 'response')
      answer.resume()
      await once(answer, 'end')
      return { status: answer.statusCode, socket: asking.socket }
    }
    const first = await postOn([aSpan()])
    await untilArrived('before', 1)
    writeConfig('changing', destination('before', keepsErrors) + destination('after'), 'redact: { enabled: false }\n')
    server.child.kill('SIGHUP')
    await server.line(/^Settings changed: .*forward\[1\]\.name/)
    const second = await postOn([aSpan({ attributes: [secret] }), aSpan({ status: failed })])
    assert.equal(second.status, 200)
    assert.equal(second.socket, first.socket)
    assert.deepEqual((await untilArrived('after', 2))[0]?.attributes, [secret])
    const [, kept] = await untilArrived('before', 2)
    assert.equal(kept?.status.code, failed.code)
    agent.destroy()
  })

  it('hands over what waits for a decision when nothing is decided any more, now or before the start', async () => {
    const waiting =
      ', sampling: { decision_wait: 1h, policies: [{ name: none, type: span_count, span_count: { min_spans: 9 } }] }'
    const config = writeConfig('undecided', destination('undecided', waiting))
    const args = ['--no-store', '--data', join(folder, 'undecided'), '--config', config]
    const spans = [aSpan(), aSpan()]
    {
      await using server = await startServer(args)
      assert.equal((await post(server, spans.slice(0, 1))).status, 200)
      writeConfig('undecided', destination('undecided'))
      server.child.kill('SIGHUP')
      await untilArrived('undecided', 1)
      writeConfig('undecided', destination('undecided', waiting))
      server.child.kill('SIGHUP')
      while ((await healthOf(server)).sampling.undecided === undefined) await pause(20)
      assert.equal((await post(server, spans.slice(1))).status, 200)
    }
    writeConfig('undecided', destination('undecided'))
    await using _ = await startServer(args)
    const arrived = await untilArrived('undecided', 2)
    assert.deepEqual(
      arrived.map(({ spanId }) => spanId),
      spans.map(({ spanId }) => spanId),
    )
  })

  const faketime = requireProgram('faketime', 'faketime')
  it('loses nothing and waits for nothing when the clock steps', { skip: faketime.skip }, async () => {
    const step = join(folder, 'clock')
    const setClock = (offset: string) => writeFileSync(step, offset)
    const LD_PRELOAD = execFileSync(faketime.path, ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], {
      encoding: 'utf8',
    }).trim()
    // As when it is set by hand or from the network: what measures how long something takes goes on.
    const stepping = {
      LD_PRELOAD,
      FAKETIME_TIMESTAMP_FILE: step,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    }
    const config = writeConfig('stepped', destination('stepped', keepsErrors))
    setClock('+0')
    await using server = await startServer(['--memory', '--config', config], stepping)
    const spans: Span[] = []
    const hoursAhead = async () => {
      const { headers } = await send(server.ui, { path: '/healthz' })
      return Math.round((Date.parse(headers.date ?? '') - Date.now()) / 3_600_000)
    }
    for (const hours of [3, -3, 0]) {
      const [before, after] = [aSpan({ status: failed }), aSpan({ status: failed })]
      assert.equal((await post(server, [before])).status, 200)
      setClock(hours < 0 ? `${hours}h` : `+${hours}h`)
      while ((await hoursAhead()) !== hours) await pause(20)
      assert.equal((await post(server, [after])).status, 200)
      spans.push(before, after)
      const arrived = await untilArrived('stepped', spans.length)
      assert.deepEqual(new Set(arrived.map(({ spanId }) => spanId)), new Set(spans.map(({ spanId }) => spanId)))
    }
    while ((await healthOf(server)).store?.loadedRows.otel_traces !== spans.length) await pause(20)
    assert.equal(arrivedAt('stepped').length, spans.length)
  })

  it('says what only a restart changes', async () => {
    const config = writeConfig('fixed', destination('anywhere'))
    await using server = await startServer(['--memory', '--config', config])
    writeConfig('fixed', destination('anywhere'), 'limits: { memory: 50% }\n')
    server.child.kill('SIGHUP')
    await server.line(/^Restart the server for what has changed in limits\.$/)
  })

  it('does not start with settings that cannot be, and says where', async () => {
    const config = writeConfig('broken', destination('one') + destination('one'))
    await assert.rejects(startServer(['--memory', '--config', config]), /broken\.yaml:3:\d+: forward\[1\]\.name/)
  })
})
