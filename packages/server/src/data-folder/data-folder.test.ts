import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { takeDataFolder } from './data-folder.ts'

const program = fileURLToPath(new URL('./testing/take-folders.ts', import.meta.url))
const skip = existsSync('/proc/self') ? false : 'without /proc nobody is known to run'

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-data-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Another process, which takes the folders when it is told to. */
async function startTaker(t: TestContext, folders: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=throughline-source', program, ...folders], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    pid: child.pid,
    /** The errors; empty for each folder that it has. */
    async take(): Promise<readonly string[]> {
      child.stdin.write('\n')
      return JSON.parse((await lines.next()).value ?? '[]')
    },
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

async function assertFree(folder: string): Promise<void> {
  const taken = await takeDataFolder(folder)
  assert.ok(taken.ok, taken.ok ? '' : taken.error)
  await taken.value.release()
  assert.deepEqual(await readdir(folder), [])
}

async function lockAs(folder: string, holder: string): Promise<void> {
  await mkdir(join(folder, 'lock'), { recursive: true })
  await writeFile(join(folder, 'lock', holder), '')
}

describe('a data folder', () => {
  it('that another process uses is refused in one sentence, and free once that process is killed', {
    skip,
  }, async t => {
    const folder = await temporaryFolder(t)
    const taker = await startTaker(t, [folder])
    assert.deepEqual(await taker.take(), [''])
    assert.deepEqual(await takeDataFolder(folder), {
      ok: false,
      error: `${folder} is already used by process ${taker.pid}; stop it or choose another folder with --data`,
    })
    await taker.kill()
    await assertFree(folder)
  })

  it('is taken by one of those that start at the same moment, also where a server was killed before', {
    skip,
  }, async t => {
    const root = await temporaryFolder(t)
    const folders = Array.from({ length: 200 }, (_, index) => join(root, String(index)))
    for (const [index, folder] of folders.entries()) if (index % 2 === 0) await lockAs(folder, '999999999-1')
    const takers = await Promise.all(Array.from({ length: 4 }, () => startTaker(t, folders)))
    const errors = await Promise.all(takers.map(({ take }) => take()))
    for (const [index, folder] of folders.entries()) {
      const winners = takers.filter((_, taker) => errors[taker]?.[index] === '')
      assert.equal(winners.length, 1, `${folder} has ${winners.length}`)
      const refusals = errors.map(each => each[index]).filter(error => error !== '')
      for (const refusal of refusals) assert.match(refusal ?? '', new RegExp(`by process ${winners[0]?.pid};`))
      assert.deepEqual(await readdir(folder), ['lock'])
    }
  })

  it('is free again when its holder is gone and another process has its number', async t => {
    const folder = await temporaryFolder(t)
    for (const holder of [`${process.pid}-1`, `${process.ppid}-1`, '999999999-1', '1-', 'nonsense']) {
      await lockAs(folder, holder)
      await assertFree(folder)
    }
  })

  it('is free again when its holder was killed and nobody has asked for its exit code', { skip }, async t => {
    const folder = await temporaryFolder(t)
    // A shell that becomes another program forgets its child, which then stays as a zombie; one that ended before would be asked.
    const child = "sh -c 'until grep -q sleep /proc/$PPID/comm; do :; done'"
    const parent = spawn('sh', ['-c', `${child} & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.after(() => parent.kill('SIGKILL'))
    const [pid] = await once(parent.stdout, 'data')
    const statPath = `/proc/${Number(pid)}/stat`
    let fields: string[]
    do fields = (await readFile(statPath, 'utf8')).split(' ')
    while (fields[2] !== 'Z')
    await lockAs(folder, `${Number(pid)}-${fields[21]}`)
    await assertFree(folder)
  })

  it('is free again when a start or a stop was cut off between two steps', async t => {
    const folder = await temporaryFolder(t)
    await mkdir(join(folder, 'lock'))
    await assertFree(folder)
  })

  it('is made with the folders above it', async t => {
    await assertFree(join(await temporaryFolder(t), 'a', 'b'))
  })

  it('that cannot be made or written is named in one sentence', async t => {
    const file = join(await temporaryFolder(t), 'file')
    await writeFile(file, '')
    const taken = await takeDataFolder(file)
    assert.match(taken.ok ? '' : taken.error, /^\/.*\/file cannot be written: .*; choose another folder with --data$/)
  })

  it('on a file system that takes no new folders is no reason to wait', { skip }, async () => {
    const taken = await takeDataFolder('/proc/throughline')
    assert.match(taken.ok ? '' : taken.error, /^\/proc\/throughline cannot be written: .*ENOENT/)
  })
})
