import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandArgs } from './process.ts'

test('a command is told without what its arguments say, which may be secret', () => {
  const given = ['--password=hunter2', '--token', 'abc', 'postgres://me:secret@db', '-k=v', '-']
  assert.deepEqual(commandArgs(['--max-old-space-size=512'], ['/bin/node', '/app.js', ...given]), [
    '/bin/node',
    '--max-old-space-size=512',
    '/app.js',
    '--password',
    '--token',
    '-k',
    '-',
  ])
})

test('code that is an argument of Node is no part of it', () => {
  assert.deepEqual(commandArgs(['-e', 'secret()'], ['/bin/node']), ['/bin/node', '-e'])
  assert.deepEqual(commandArgs(['--eval=secret()', '-p', 'secret()'], ['/bin/node']), ['/bin/node', '--eval', '-p'])
})
