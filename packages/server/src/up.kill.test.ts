import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import type { TraceList } from '@throughline/api'
import { readTracesJson, type SpanId, type TraceId, writeTracesProto } from '@throughline/otlp'
import { type RunningServer, startServer } from './testing/command.ts'
import { send } from './testing/send.ts'
import { aSpan, newTraceId, tracesOf } from './testing/traces.ts'

/** Each round kills the server at another moment: between appends, within one, while a segment is loaded. */
const rounds = 4
const senders = 4
const spansPerRequest = 25

it('finds every acknowledged span exactly once after kill -9 in mid-stream', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-kill-'))
  const traces = Array.from({ length: rounds }, () => ({ traceId: newTraceId(), acknowledged: new Set<SpanId>() }))
  for (const { traceId, acknowledged } of traces) {
    await using server = await startServer(['--data', folder])
    const killAt = spansPerRequest * randomInt(1, 200)
    const streams = Array.from({ length: senders }, () => sendUntilKilled(server, traceId, acknowledged, killAt))
    await Promise.all(streams)
    await server.outcome
  }

  await using server = await startServer(['--data', folder])
  while (!(await get(server, '/metrics')).includes('\nthroughline_store_pending_segments 0\n'));
  const { traces: summaries }: TraceList = JSON.parse(await get(server, '/api/traces'))
  for (const { traceId, acknowledged } of traces) {
    const spanIds = readSpanIds(await get(server, `/api/traces/${traceId}`))
    assert.equal(new Set(spanIds).size, spanIds.length)
    assert.deepEqual(
      [...acknowledged].filter(spanId => !spanIds.includes(spanId)),
      [],
    )
    // The list adds up what was loaded: a segment loaded twice would show here, though not in the trace.
    assert.equal(summaries.find(summary => summary.traceId === traceId)?.spanCount, spanIds.length)
  }
  assert.equal((await server.stop()).exitCode, 0)
  rmSync(folder, { recursive: true })
})

async function sendUntilKilled(server: RunningServer, traceId: TraceId, acknowledged: Set<SpanId>, killAt: number) {
  const headers = { 'content-type': 'application/x-protobuf' }
  for (;;) {
    const spans = Array.from({ length: spansPerRequest }, () => aSpan({ traceId }))
    const body = writeTracesProto(tracesOf(spans))
    const answer = await send(server.http, { method: 'POST', path: '/v1/traces', headers, body }).catch(() => undefined)
    // Refused or cut off: the server is dead, and what it had of this request may or may not be there.
    if (answer === undefined) return
    assert.equal(answer.status, 200)
    for (const { spanId } of spans) acknowledged.add(spanId)
    if (acknowledged.size >= killAt) server.child.kill('SIGKILL')
  }
}

async function get(server: RunningServer, path: string): Promise<string> {
  return String((await send(server.ui, { path })).body)
}

function readSpanIds(json: string): SpanId[] {
  const data = readTracesJson(json)
  assert.ok(data.ok)
  const scopes = data.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
  return scopes.flatMap(({ spans }) => spans.map(({ spanId }) => spanId))
}
