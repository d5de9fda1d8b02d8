import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { writeTracesProto } from '@throughline/otlp'
import { bin, startCommand, startServer } from './testing/command.ts'
import { send } from './testing/send.ts'
import { aSpan, tracesOf } from './testing/traces.ts'

const otlp = { method: 'POST', path: '/v1/traces', headers: { 'content-type': 'application/x-protobuf' } }

describe('the throughline command', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'throughline-test-'))
  after(() => rmSync(scratch, { recursive: true }))

  describe('that is asked', () => {
    it('for help teaches by examples', async () => {
      const { exitCode, stdout, stderr } = await startCommand(['up', '--help']).outcome
      assert.equal(exitCode, 0)
      assert.match(stdout, /Examples\n {2}throughline up --demo/)
      assert.equal(stderr, '')
    })

    it('for its version says the one of its package', async () => {
      const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
      const { exitCode, stdout } = await startCommand(['--version']).outcome
      assert.equal(exitCode, 0)
      assert.equal(stdout, `${manifest.version}\n`)
    })
  })

  describe('that cannot start says one sentence and exits with 1', () => {
    async function assertSentence(args: readonly string[], sentence: RegExp) {
      const { exitCode, stdout, stderr } = await startCommand(args, { cwd: scratch }).outcome
      assert.match(stderr, sentence)
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
      assert.equal(stdout, '')
      assert.equal(exitCode, 1)
    }

    it('for a mistyped option', () => assertSentence(['up', '--memroy'], /did you mean "--memory"\?/))

    it('for a Node that is too old', () => {
      const asOld = `data:text/javascript,delete process.getBuiltinModule('node:module').registerHooks`
      const { stderr, status } = spawnSync(process.execPath, ['--import', asOld, bin, 'up'], { encoding: 'utf8' })
      assert.match(stderr, /^Throughline needs Node 22\.15 or newer, and this is [\d.]+\.\n$/)
      assert.equal(status, 1)
    })

    it('for a checkout that was never built, and names the command that does', () => {
      const checkout = join(scratch, 'checkout')
      cpSync(new URL('../package.json', import.meta.url), join(checkout, 'package.json'))
      cpSync(bin, join(checkout, 'bin/throughline.js'))
      const { stderr, status } = spawnSync(process.execPath, [join(checkout, 'bin/throughline.js')], {
        encoding: 'utf8',
      })
      assert.equal(stderr, 'Throughline is not built yet: run "npm run build" in its folder.\n')
      assert.equal(status, 1)
    })

    it('for a taken port, and names the option that changes it', async () => {
      const taken = createServer().listen(0, '127.0.0.1')
      await once(taken, 'listening')
      const address = taken.address()
      assert.ok(address !== null && typeof address === 'object')
      const free = { http: '127.0.0.1:0', grpc: '127.0.0.1:0', ui: '127.0.0.1:0' }
      for (const flag of ['http', 'grpc', 'ui'] as const) {
        const ports = { ...free, [flag]: `127.0.0.1:${address.port}` }
        const args = Object.entries(ports).flatMap(([name, value]) => [`--${name}`, value])
        const sentence = new RegExp(`^Port ${address.port} on 127.0.0.1 is taken; .*--${flag} HOST:PORT`)
        await assertSentence(['up', '--memory', ...args], sentence)
      }
      taken.close()
    })

    it('for an address that is not this machine’s', async () => {
      const args = ['--http', '192.0.2.1:0', '--grpc', '127.0.0.1:0', '--ui', '127.0.0.1:0']
      await assertSentence(['up', '--memory', ...args], /^Cannot listen on 192\.0\.2\.1:0 .*--http HOST:PORT/)
    })

    it('for a folder that is a file', async () => {
      const file = join(scratch, 'file')
      writeFileSync(file, '')
      await assertSentence(['up', '--data', file], /file/)
    })

    it('for a folder that another server holds, which goes on', async () => {
      const folder = join(scratch, 'held')
      await using holder = await startServer(['--data', folder])
      await assertSentence(['up', '--data', folder], new RegExp(`${holder.child.pid}`))
      assert.equal((await send(holder.ui, { path: '/readyz' })).status, 200)
    })
  })

  describe('that runs', () => {
    it('prints one line when it is ready, stops at SIGTERM or SIGINT and exits with 0', async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        await using server = await startServer(['--memory'])
        const { exitCode, stdout } = await server.stop(signal)
        assert.equal(exitCode, 0)
        assert.equal(stdout.split('\n').length, 2, stdout)
      }
    })

    it('first answers a request that is in flight, and meanwhile is not ready', async () => {
      const folder = join(scratch, 'in-flight')
      await using server = await startServer(['--data', folder])
      const span = aSpan()
      const body = writeTracesProto(tracesOf([span]))
      const socket = connect(server.http.port, server.http.host)
      const head = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n'
      socket.write(`${head}Content-Length: ${body.length}\r\n\r\n`)
      socket.write(body.subarray(0, 10))
      while (!(await metrics(server.ui)).includes('throughline_receiver_in_flight_bytes 10\n'));

      server.child.kill('SIGTERM')
      await server.line(/stopping/)
      assert.equal((await send(server.ui, { path: '/readyz' })).status, 503)
      socket.write(body.subarray(10))
      const [answer]: Buffer[] = await once(socket, 'data')
      assert.match(String(answer), /^HTTP\/1\.1 200 /)
      assert.equal((await server.outcome).exitCode, 0)

      await using next = await startServer(['--data', folder])
      assert.equal((await send(next.ui, { path: `/api/traces/${span.traceId}` })).status, 200)
    })

    it('stops at once at a second signal', async () => {
      await using server = await startServer(['--memory'])
      const socket = connect(server.http.port, server.http.host)
      socket.on('error', () => undefined)
      socket.write(
        'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[',
      )
      while (!(await metrics(server.ui)).includes('throughline_receiver_in_flight_bytes 1\n'));
      server.child.kill('SIGINT')
      await server.line(/stopping/)
      const again = setInterval(() => server.child.kill('SIGINT'), 100)
      assert.equal((await server.outcome).exitCode, 130)
      clearInterval(again)
    })

    it('warns of each port that other machines can reach, and how to close it', async () => {
      await using server = await startServer(['--memory', '--http', '0.0.0.0:0'])
      const { stderr } = await server.stop()
      assert.match(
        stderr,
        /^Warning: 0\.0\.0\.0:\d+ is open to everybody .*\(receivers\.http\.auth\), use --http 127\.0\.0\.1:/m,
      )
      assert.equal(stderr.match(/Warning/g)?.length, 1)
    })

    it('opens the page in the browser when asked', async () => {
      const programs = join(scratch, 'programs')
      mkdirSync(programs)
      // Stands in for the desktop's opener, and reports what it was asked to open.
      const script = `#!${process.execPath}\nfetch(process.env.REPORT_TO + process.argv[2])\n`
      for (const name of ['xdg-open', 'open']) writeFileSync(join(programs, name), script, { mode: 0o755 })
      const reports = createHttpServer((_request, response) => response.end()).listen(0, '127.0.0.1')
      await once(reports, 'listening')
      const reported: Promise<IncomingMessage[]> = once(reports, 'request')
      const address = reports.address()
      assert.ok(address !== null && typeof address === 'object')
      const env = { PATH: programs, REPORT_TO: `http://127.0.0.1:${address.port}/?` }
      await using server = await startServer(['--memory', '--open'], env)
      const [request] = await reported
      assert.equal(request?.url, `/?http://127.0.0.1:${server.ui.port}`)
      reports.close()
    })

    it('says so when there is no browser to open', async () => {
      await using server = await startServer(['--memory', '--open'], { PATH: scratch })
      await server.line(/^No browser could be opened .*; open http:\/\/127\.0\.0\.1:\d+ yourself\.$/)
    })

    it('keeps nothing with --memory', async () => {
      const temporary = join(scratch, 'temporary')
      mkdirSync(temporary)
      await using server = await startServer(['--memory'], { TMPDIR: temporary })
      const body = writeTracesProto(tracesOf([aSpan()]))
      assert.equal((await send(server.http, { ...otlp, body })).status, 200)
      assert.equal(readdirSync(temporary).length, 1)
      await server.stop()
      assert.deepEqual(readdirSync(temporary), [])
    })
  })
})

async function metrics(ui: Parameters<typeof send>[0]): Promise<string> {
  return String((await send(ui, { path: '/metrics' })).body)
}
