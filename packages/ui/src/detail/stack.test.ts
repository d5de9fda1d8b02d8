import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStack } from './stack.ts'

test('own frames stay, runs of library and runtime frames are folded together', () => {
  const { head, runs } = parseStack(`Error: Query read timeout
    at Timeout._onTimeout (/app/node_modules/pg/lib/client.js:550:23)
    at listOnTimeout (node:internal/timers:588:17)
    at findUser (/app/src/users.js:12:20)
    at async /app/src/session.js:30:3
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`)
  assert.equal(head, 'Error: Query read timeout')
  assert.deepEqual(
    runs.map(run => [run.own, run.frames.length]),
    [
      [false, 2],
      [true, 2],
      [false, 1],
    ],
  )
  assert.equal(runs[1]?.frames[0]?.text, 'at findUser (/app/src/users.js:12:20)')
})

test('a message of several lines is all head', () => {
  const { head } = parseStack('Error: first\nsecond\n    at a (/app/a.js:1:1)')
  assert.equal(head, 'Error: first\nsecond')
})

test('a Python trace knows its libraries', () => {
  const { runs } = parseStack(`Traceback (most recent call last):
  File "/app/main.py", line 3, in handler
    work()
  File "/usr/lib/python3/site-packages/httpx/_client.py", line 9, in get
    raise Timeout`)
  assert.deepEqual(
    runs.map(run => [run.own, run.frames.length]),
    [
      [true, 2],
      [false, 2],
    ],
  )
})

test('text that is no stack trace is kept as it is', () => {
  assert.deepEqual(parseStack('something else'), { head: 'something else', runs: [] })
})
