import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startServer } from './testing/command.ts'

describe('the demo', () => {
  // The demo's processes hold the server's standard error, so its end is seen here only when all of them are gone.
  it('ends with the server, and leaves no process behind', async () => {
    await using server = await startServer(['--memory', '--demo'])
    await server.line(/^demo: shoppers/)
    const { exitCode, stdout, stderr } = await server.stop()
    assert.equal(exitCode, 0)
    assert.equal(stdout.split('\n').length, 2, stdout)
    assert.doesNotMatch(stderr, /The demo has ended/)
  })

  it('ends also when the server is killed', async () => {
    await using server = await startServer(['--memory', '--demo'])
    await server.line(/^demo: shoppers/)
    await server.stop('SIGKILL')
  })
})
