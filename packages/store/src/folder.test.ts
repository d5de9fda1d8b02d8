import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openStore } from './index.ts'
import { segmentFiles } from './segments/files.ts'
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
  const opened = await openStore({ folder })
  assert.match(
    opened.ok ? '' : opened.error,
    /^the embedded database cannot open .*, which another process may be using: .+$/,
  )
  const closed = once(child, 'close')
  child.stdout.resume()
  child.kill('SIGKILL')
  await closed
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
  assert.equal(store.stats().loadedRows.otel_traces, 1)
  await store.close()
  assert.deepEqual((await readdir(folder)).sort(), ['database', 'segments'])
})

test('a folder whose tables cannot be made is refused in one sentence and let go of', async t => {
  const folder = await temporaryFolder(t)
  // A folder where rows of a segment should be: the first thing that fails once the database is open.
  const { rowsPath } = segmentFiles(join(folder, 'segments'), '000000000000001-000000-a.otel_traces')
  await mkdir(rowsPath, { recursive: true })
  const opened = await openStore({ folder })
  assert.match(opened.ok ? '' : opened.error, /cannot be used: /)
  const store = await openOrFail({ folder: await temporaryFolder(t) })
  await store.close()
})
