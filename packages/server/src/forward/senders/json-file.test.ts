import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readTracesJson } from '@throughline/otlp'
import { spansNamed } from '../testing/spans.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openJsonFileSender } from './json-file.ts'

const namesIn = async (path: string): Promise<readonly string[]> => {
  const lines = (await readFile(path, 'utf8')).split('\n')
  assert.equal(lines.pop(), '')
  return lines.flatMap(line => {
    const traces = readTracesJson(line)
    assert.ok(traces.ok)
    return traces.value.resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
    )
  })
}

test('each request is a line, behind those of the last run', async t => {
  const path = join(await temporaryFolder(t), 'spans.jsonl')
  for (const name of ['a', 'b']) {
    const sender = openJsonFileSender({ path, rotateBytes: 10_000, rotateFiles: 2 })
    assert.deepEqual(await sender.send(spansNamed(name)), { kind: 'sent', rejectedItems: 0, message: '' })
    sender.close()
  }
  assert.deepEqual(await namesIn(path), ['a', 'b'])
})

test('a file is renamed before the byte that is too many, and the oldest is deleted', async t => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'spans.jsonl')
  const probe = openJsonFileSender({ path: join(folder, 'probe'), rotateBytes: 10_000, rotateFiles: 1 })
  await probe.send(spansNamed('a'))
  const lineBytes = (await readFile(join(folder, 'probe'))).length

  const twoLines = openJsonFileSender({ path, rotateBytes: 2 * lineBytes, rotateFiles: 2 })
  for (const name of 'abc') await twoLines.send(spansNamed(name))
  assert.deepEqual([await namesIn(`${path}.1`), await namesIn(path)], [['a', 'b'], ['c']])

  const oneLine = openJsonFileSender({ path, rotateBytes: 2 * lineBytes - 1, rotateFiles: 2 })
  for (const name of 'def') await oneLine.send(spansNamed(name))
  assert.deepEqual([await namesIn(`${path}.2`), await namesIn(`${path}.1`), await namesIn(path)], [['d'], ['e'], ['f']])
  assert.deepEqual((await readdir(folder)).length, 4)
})

for (const [what, pathIn, reason] of [
  [
    'a folder that is not there',
    (folder: string) => join(folder, 'missing', 'a'),
    /ENOENT.*; the folder of `path` has/,
  ],
  ['a path that is a folder', (folder: string) => folder, /EISDIR.*; `path` has to name a file$/],
] as const) {
  test(`${what} is a reason to wait, and says what to change`, async t => {
    const path = pathIn(await temporaryFolder(t))
    const outcome = await openJsonFileSender({ path, rotateBytes: 10_000, rotateFiles: 2 }).send(spansNamed('a'))
    assert.match(outcome.kind === 'unavailable' ? outcome.reason : '', reason)
  })
}

test('bytes that are no request are refused', async t => {
  const path = join(await temporaryFolder(t), 'spans.jsonl')
  const sender = openJsonFileSender({ path, rotateBytes: 10_000, rotateFiles: 2 })
  assert.equal((await sender.send({ signal: 'traces', bytes: Buffer.from([0xff]), itemCount: 1 })).kind, 'refused')
})
