import { subscribe } from '../channels.ts'
import type { RecordedSpan } from '../trace/span.ts'

/** What a library publishes on a tracing channel for one operation: the same object each time. */
export interface TracedMessage {
  readonly error?: unknown
  readonly result?: unknown
}

/**
 * A span for each operation that a library traces by itself, on a `TracingChannel` of Node.
 *
 * @param startSpan undefined where it is to have none
 * @param finish notes how it went; `error` and `result` of the message say so. The span is ended here
 * @typeParam M the message, as the library documents it
 */
export function traceChannel<M extends object>(
  name: string,
  startSpan: (message: M) => RecordedSpan | undefined,
  finish: (span: RecordedSpan, message: M & TracedMessage) => void,
): () => void {
  const spans = new WeakMap<M, RecordedSpan>()
  const end = (message: M): void => {
    const span = spans.get(message)
    if (span === undefined) return
    spans.delete(message)
    finish(span, message)
    span.end()
  }
  const stops = [
    subscribe<M>(`tracing:${name}:start`, message => {
      const span = startSpan(message)
      if (span !== undefined) spans.set(message, span)
    }),
    // Of what goes on, Node publishes the end of the call, too, when there is neither result nor error.
    subscribe<M>(`tracing:${name}:end`, message => {
      if ('error' in message || 'result' in message) end(message)
    }),
    subscribe<M>(`tracing:${name}:asyncEnd`, end),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
