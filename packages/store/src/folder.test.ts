import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openStore } from './index.ts'
import { batchOf, serviceSpans, spanOf, tracesOf } from './testing/spans.ts'
import { openOrFail, temporaryFolder } from './testing/temporary-store.ts'

const program = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url))

test('a folder that another process uses is refused in one sentence, and free once that process is killed', async t => {
  const folder = await temporaryFolder(t)
  const child = spawn(process.execPath, ['--conditions=throughline-source', program, folder, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  assert.deepEqual(await openStore({ folder }), {
    ok: false,
    error: `${folder} is already used by process ${child.pid}; stop it or choose another folder with --data`,
  })
  const closed = once(child, 'close')
  child.stdout.resume()
  child.kill('SIGKILL')
  await closed
  const store = await openOrFail({ folder })
  await store.close()
})

test('a folder is free again when its owner is gone and another process has its number', async t => {
  const folder = await temporaryFolder(t)
  for (const owner of [`${process.pid} 1`, `${process.ppid} 1`, '999999999 1', '', 'nonsense']) {
    await writeFile(join(folder, 'owner'), owner)
    const store = await openOrFail({ folder })
    await store.close()
  }
})

test('a folder is free again when its owner was killed and nobody has asked for its exit code', {
  skip: !existsSync('/proc/self'),
}, async t => {
  const folder = await temporaryFolder(t)
  // A shell that becomes another program forgets its child, which then stays as a zombie; one that ended before would be asked.
  const child = "sh -c 'until grep -q sleep /proc/$PPID/comm; do :; done'"
  const parent = spawn('sh', ['-c', `${child} & echo $!; exec sleep 60`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => parent.kill('SIGKILL'))
  const [pid] = await once(parent.stdout, 'data')
  const statPath = `/proc/${Number(pid)}/stat`
  let fields: string[]
  do fields = (await readFile(statPath, 'utf8')).split(' ')
  while (fields[2] !== 'Z')
  await writeFile(join(folder, 'owner'), `${Number(pid)} ${fields[21]}\n`)
  const store = await openOrFail({ folder })
  await store.close()
})

test('a folder that cannot be made or written is named in one sentence', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'file'), '')
  const opened = await openStore({ folder: join(folder, 'file') })
  assert.match(opened.ok ? '' : opened.error, /^\/.*\/file cannot be written: .*; choose another folder with --data$/)
})

test('a file system that takes no new folders is no reason to wait', { skip: !existsSync('/proc/self') }, async () => {
  const opened = await openStore({ folder: '/proc/throughline' })
  assert.match(opened.ok ? '' : opened.error, /^\/proc\/throughline cannot be written: .*ENOENT/)
})

test('a folder whose name the database would read as a pattern is refused', async t => {
  const folder = await temporaryFolder(t)
  for (const name of ['a*', 'a?', '{a}']) {
    const opened = await openStore({ folder: join(folder, name) })
    assert.match(opened.ok ? '' : opened.error, /choose another folder/)
  }
})

test('a folder may have blanks, quotes and backslashes in its name', async t => {
  const folder = join(await temporaryFolder(t), `it's "odd" \\ ünd [1] $(x) %20`)
  await mkdir(folder)
  const store = await openOrFail({ folder })
  await store.appendSpans(batchOf(tracesOf(serviceSpans('a', spanOf()))))
  await store.flush()
  assert.equal(store.stats().loadedSpans, 1)
  assert.match(await readFile(join(folder, 'owner'), 'utf8'), /^\d+ \d*\n$/)
  await store.close()
  assert.deepEqual((await readdir(folder)).sort(), ['database', 'segments'])
})

test('a folder whose tables cannot be made is refused in one sentence and let go of', async t => {
  const folder = await temporaryFolder(t)
  // A folder where the owner's file should be: the first thing that fails once the database is open.
  await mkdir(join(folder, 'owner'))
  const opened = await openStore({ folder })
  assert.match(opened.ok ? '' : opened.error, /cannot be used: /)
  const store = await openOrFail({ folder: await temporaryFolder(t) })
  await store.close()
})
