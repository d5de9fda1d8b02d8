/** The exporter thread: nothing here runs on the app's thread, and nothing waits for the app's event loop. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { DRAIN, DRAINED, openRing } from '../recorder/ring-layout.ts'
import { say } from '../say.ts'
import type { EncodedScope } from './batch.ts'
import { Complaints } from './complaints.ts'
import { ExportLoop } from './export-loop.ts'
import type { ExporterCommand, ExporterWorkerData } from './messages.ts'
import { openOtlpClient, type SendOutcome } from './otlp-client.ts'

const { ring: handle, resource, settings } = workerData as ExporterWorkerData
const ring = openRing(handle)
const scopes: EncodedScope[] = []
const flushIds: number[] = []
const complaints = new Complaints(settings.traces.url, say)

const loop = new ExportLoop({
  ring,
  client: await openOtlpClient(settings.traces),
  resource,
  scheduleDelayMs: settings.scheduleDelayMs,
  scopes: announcedScopes,
  onOutcome,
})

// Also what keeps the thread alive: waiting on shared memory does not.
parentPort?.on('message', obey)
await loop.run(onRoundDone)

function obey(command: ExporterCommand): void {
  if (command.kind === 'scope') scopes[command.index] = command
  else {
    flushIds.push(command.id)
    loop.hurry()
  }
}

/** A span may be read before the event that announces its scope; but the message was posted before the span was. */
function announcedScopes(): readonly EncodedScope[] {
  let next = parentPort === null ? undefined : receiveMessageOnPort(parentPort)
  while (next !== undefined && parentPort !== null) {
    obey(next.message)
    next = receiveMessageOnPort(parentPort)
  }
  return scopes
}

function onOutcome(outcome: SendOutcome): void {
  complaints.note(outcome)
  // Whoever awaits a flush is not held by a receiver that is away: its spans stay in memory, as without a flush.
  if (outcome.kind === 'unreachable') answerFlushes()
}

function answerFlushes(): void {
  for (const id of flushIds.splice(0)) parentPort?.postMessage({ kind: 'flushed', id })
}

function onRoundDone(): void {
  answerFlushes()
  if (Atomics.load(ring.control, DRAIN) !== 1) return
  Atomics.store(ring.control, DRAINED, 1)
  Atomics.notify(ring.control, DRAINED)
}
