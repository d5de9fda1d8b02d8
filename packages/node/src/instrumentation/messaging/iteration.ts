import { isSuppressed } from '../../trace/context.ts'
import { activeContext, enterContext } from '../../trace/context-manager.ts'
import { LateContext } from './late-context.ts'
import { attempted, endMessagingSpan, type Processing } from './messaging-span.ts'

/**
 * An iterator over messages, with a span for what a loop does with each: it begins when the message has come and ends when
 * the loop asks for the next one, or stops. No iterator is told whether its loop stopped by a `break` or by a failure.
 *
 * Both contexts are entered where the loop calls us, before it waits: `await` goes on in the context that was active then.
 *
 * @param startProcessing undefined where the message is to have no span
 */
export function tracedIterator<T>(
  iterator: AsyncIterator<T>,
  startProcessing: (message: T) => Processing | undefined,
): AsyncIterator<T> {
  const outside = activeContext()
  if (isSuppressed(outside)) return iterator
  let current: Processing | undefined
  const leave = (): void => {
    endMessagingSpan(current?.span)
    current = undefined
    enterContext(outside)
  }
  const begin = (result: IteratorResult<T>, context: LateContext): IteratorResult<T> => {
    if (result.done === true) return result
    current = attempted(() => startProcessing(result.value))
    if (current !== undefined) context.become(current.context)
    return result
  }
  const traced = {
    next: () => {
      leave()
      const next = iterator.next()
      // Only now: what the library does to get the next message is no part of it.
      const context = new LateContext(outside)
      enterContext(context)
      return next.then(result => begin(result, context))
    },
    return: (value: unknown) => {
      leave()
      return iterator.return?.(value) ?? Promise.resolve({ done: true, value })
    },
  }
  // What else the library's iterator can do, it does.
  return Object.setPrototypeOf(traced, iterator)
}
