/**
 * Leaves `hidden` out of what `process` says of its listeners: packages such as `signal-exit` count them, and leave the
 * process alive where one is not their own. The function that is returned takes that back.
 */
export function hideListeners(hidden: ReadonlySet<unknown>): () => void {
  const { listeners, rawListeners, listenerCount } = process
  const shown = (all: readonly unknown[]): unknown[] => all.filter(listener => !hidden.has(listener))
  Object.assign(process, {
    listeners: (event: string) => shown(Reflect.apply(listeners, process, [event])),
    rawListeners: (event: string) => shown(Reflect.apply(rawListeners, process, [event])),
    listenerCount: (event: string, listener?: unknown) =>
      listener === undefined
        ? shown(Reflect.apply(listeners, process, [event])).length
        : Reflect.apply(listenerCount, process, [event, listener]),
  })
  return () => void Object.assign(process, { listeners, rawListeners, listenerCount })
}
