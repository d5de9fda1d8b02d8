import type { EventEmitter } from 'node:events'
import { hideListeners } from './hide-listeners.ts'

/** What ends a process from outside, unless it listens: those of service managers, of a terminal, and of nodemon. */
const deadly: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']

/**
 * Calls `beforeDeath` when a signal is about to end this process, and lets it. Where the app listens for the signal, it
 * decides itself, and its exit is like any other.
 *
 * What this costs an app that does not listen: while its event loop is blocked, these signals wait for it.
 */
export function onDeadlySignal(beforeDeath: () => void): () => void {
  // The first process of a container hears of signals by listeners alone: their default effect on it is none.
  if (process.pid === 1) return () => {}
  const own = new Map<string | symbol, () => void>(deadly.map(signal => [signal, () => meet(signal)]))
  const showListeners = hideListeners(new Set<unknown>(own.values()))

  function meet(signal: NodeJS.Signals): void {
    if (process.listenerCount(signal) > 0) return
    beforeDeath()
    stop()
    die(signal)
  }

  /**
   * With the last listener that it sees, Node stops listening for the signal; and `removeAllListeners` takes ours too.
   * `signal-exit` removes its own and sends the signal again: without us, that would be the end.
   */
  function onRemoved(event: string | symbol): void {
    const listener = own.get(event)
    if (listener === undefined || process.listenerCount(event) > 0) return
    process.off('removeListener', onRemoved)
    process.off(event, listener)
    listen(event, listener)
    process.on('removeListener', onRemoved)
  }

  function stop(): void {
    process.off('removeListener', onRemoved)
    for (const [signal, listener] of own) process.off(signal, listener)
    showListeners()
  }

  for (const [signal, listener] of own) listen(signal, listener)
  process.on('removeListener', onRemoved)
  return stop
}

/** As the first: one that listens once is gone by the time that it is called, and would not be counted. */
const listen = (event: string | symbol, listener: () => void): unknown =>
  (process as EventEmitter).prependListener(event, listener)

/** Windows knows no signals between processes: there `process.kill` ends at once, or refuses SIGHUP by throwing. */
const die = (signal: NodeJS.Signals): true =>
  process.kill(process.pid, process.platform === 'win32' ? 'SIGKILL' : signal)
