/** What ends a process from outside, unless it listens. */
const deadly: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * Calls `beforeDeath` when a signal is about to end this process, and lets it. Where the app listens for the signal, it
 * decides itself, and its exit is like any other.
 *
 * The app is not to notice that somebody else listens: packages such as `signal-exit` count the listeners, and leave the
 * process alive if one of them is not their own. So ours are not among those that `process` names.
 */
export function onDeadlySignal(beforeDeath: () => void): () => void {
  const own = new Map(deadly.map(signal => [signal, () => meet(signal)]))
  const isOwn = (listener: unknown): boolean => [...own.values()].some(candidate => candidate === listener)

  function meet(signal: NodeJS.Signals): void {
    if (process.listenerCount(signal) > 0) return
    beforeDeath()
    stop()
    process.kill(process.pid, signal)
  }

  const { listeners, rawListeners, listenerCount } = process
  const others = (all: readonly unknown[]): unknown[] => all.filter(listener => !isOwn(listener))
  Object.assign(process, {
    listeners: (event: string) => others(Reflect.apply(listeners, process, [event])),
    rawListeners: (event: string) => others(Reflect.apply(rawListeners, process, [event])),
    listenerCount: (event: string, listener?: unknown) =>
      listener === undefined
        ? others(Reflect.apply(listeners, process, [event])).length
        : Reflect.apply(listenerCount, process, [event, listener]),
  })

  function stop(): void {
    for (const [signal, listener] of own) process.off(signal, listener)
    Object.assign(process, { listeners, rawListeners, listenerCount })
  }

  for (const [signal, listener] of own) process.on(signal, listener)
  return stop
}
