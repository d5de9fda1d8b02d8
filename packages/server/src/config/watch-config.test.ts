import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { configPollMs, configSettleMs } from '../limits.ts'
import { loadConfig } from './load-config.ts'
import { watchConfig } from './watch-config.ts'

const program = fileURLToPath(new URL('../testing/watch-config.ts', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'throughline-test-'))
after(() => rmSync(scratch, { recursive: true }))

const listen = (port: number) => `ui: { listen: "127.0.0.1:${port}" }\n`
const change = (from: number, to: number) => ({ from: `127.0.0.1:${from}`, to: `127.0.0.1:${to}` })
const changed = { told: 'Settings changed: ui.listen.' }

/** A process that watches `file`, and what it says, one after the other. */
async function watching(file: string) {
  const child = spawn(process.execPath, ['--conditions=throughline-source', program, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  let last = ''
  /** What is told twice, because somebody asked for what was just found, counts once. */
  async function next(): Promise<unknown> {
    const { value = '{}' } = await lines.next()
    if (value === last) return next()
    last = value
    return JSON.parse(value)
  }
  assert.deepEqual(await next(), { watching: file })
  return {
    next,
    hangUp: () => child.kill('SIGHUP'),
    /** Its exit code: nothing that watches keeps it from ending. */
    async end(): Promise<unknown> {
      child.stdin.end()
      return (await once(child, 'exit'))[0]
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  }
}

describe('a file of settings that is watched', () => {
  it('is read anew when it is written, and when another takes its place', async () => {
    const file = join(scratch, 'written.yaml')
    writeFileSync(file, listen(1))
    using watch = await watching(file)
    writeFileSync(file, listen(2))
    assert.deepEqual([await watch.next(), await watch.next()], [change(1, 2), changed])
    writeFileSync(`${file}.new`, listen(3))
    renameSync(`${file}.new`, file)
    assert.deepEqual([await watch.next(), await watch.next()], [change(2, 3), changed])
    assert.equal(await watch.end(), 0)
  })

  it('is not read as long as somebody writes to it', async t => {
    t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
    const file = join(scratch, 'slowly.yaml')
    /** Lets time pass, and has the file been looked at. */
    const pass = async (ms: number) => {
      t.mock.timers.tick(ms)
      for (let round = 0; round < 8; round++) await stat(file)
    }
    writeFileSync(file, listen(1))
    const source = { file, environment: {} }
    const config = loadConfig(source)
    assert.ok(config.ok)
    const { promise: read, resolve } = Promise.withResolvers<string>()
    const watch = watchConfig({
      source,
      config: config.value,
      onChange: async ({ ui }) => resolve(ui.listen),
      tell: () => undefined,
    })
    t.after(watch.close)
    writeFileSync(file, listen(2))
    await pass(configPollMs)
    // Whoever writes a file in place empties it first.
    writeFileSync(file, '')
    await pass(configSettleMs)
    writeFileSync(file, listen(3))
    for (let round = 0; round < 3; round++) await pass(configSettleMs)
    assert.equal(await read, '127.0.0.1:3')
  })

  it('is read anew when a link above it changes, as Kubernetes does it', async () => {
    const folder = join(scratch, 'linked')
    for (const port of [1, 2]) writeFileSync(`${scratch}/port-${port}.yaml`, listen(port))
    symlinkSync(`${scratch}/port-1.yaml`, folder)
    using watch = await watching(folder)
    symlinkSync(`${scratch}/port-2.yaml`, `${folder}.new`)
    renameSync(`${folder}.new`, folder)
    assert.deepEqual([await watch.next(), await watch.next()], [change(1, 2), changed])
  })

  it('is read anew at SIGHUP, and answers also where nothing changed', async () => {
    const file = join(scratch, 'hung-up.yaml')
    writeFileSync(file, listen(1))
    using watch = await watching(file)
    watch.hangUp()
    assert.deepEqual(await watch.next(), { told: `${file} changes no setting.` })
    writeFileSync(file, listen(2))
    watch.hangUp()
    assert.deepEqual([await watch.next(), await watch.next()], [change(1, 2), changed])
  })

  it('changes nothing where it is wrong, and says why', async () => {
    const file = join(scratch, 'wrong.yaml')
    writeFileSync(file, listen(1))
    using watch = await watching(file)
    writeFileSync(file, 'ui: { lisen: 1 }')
    watch.hangUp()
    assert.deepEqual(await watch.next(), {
      told: `The settings were not changed:\n${file}:1:7: lisen is no setting of ui; did you mean listen?`,
    })
    rmSync(file)
    watch.hangUp()
    assert.match(JSON.stringify(await watch.next()), /cannot be read \(ENOENT\)/)
    writeFileSync(file, listen(2))
    watch.hangUp()
    assert.deepEqual([await watch.next(), await watch.next()], [change(1, 2), changed])
  })

  it('can be changed again after a change that failed', async () => {
    const file = join(scratch, 'failing.yaml')
    writeFileSync(file, listen(1))
    using watch = await watching(file)
    writeFileSync(file, listen(13))
    watch.hangUp()
    assert.deepEqual(await watch.next(), { told: 'The settings were not changed:\nError: 13 is no port for us' })
    writeFileSync(file, listen(2))
    watch.hangUp()
    assert.deepEqual([await watch.next(), await watch.next()], [change(1, 2), changed])
  })
})
