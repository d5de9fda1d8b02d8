import type { EventEmitter } from 'node:events'

type Listener = (...args: unknown[]) => void
type Run = (listener: Listener, self: unknown, args: unknown[]) => void

/**
 * Has `run` call each listener that is added to `emitter` from now on. The listener and not `emit` is wrapped: the events
 * of a request are emitted within that request's context, and whoever binds one wants another.
 */
export function bindListeners<T extends EventEmitter>(emitter: T, run: Run): T {
  const { on, addListener, prependListener } = emitter
  const bound = (listener: Listener): Listener =>
    known(listener, function (this: unknown, ...args) {
      run(listener, this, args)
    })
  const boundOnce = (event: string | symbol, listener: Listener): Listener => {
    const once: Listener = known(listener, function (this: unknown, ...args) {
      emitter.removeListener(event, once)
      run(listener, this, args)
    })
    return once
  }
  return Object.assign(emitter, {
    on: (event: string, listener: Listener) => on.call(emitter, event, bound(listener)),
    addListener: (event: string, listener: Listener) => addListener.call(emitter, event, bound(listener)),
    prependListener: (event: string, listener: Listener) => prependListener.call(emitter, event, bound(listener)),
    once: (event: string, listener: Listener) => on.call(emitter, event, boundOnce(event, listener)),
    prependOnceListener: (event: string, listener: Listener) =>
      prependListener.call(emitter, event, boundOnce(event, listener)),
  })
}

/** Node finds a wrapped listener by this property, to remove it or to name it; its own `once()` counts on that too. */
const known = (listener: Listener & { listener?: Listener }, wrapper: Listener): Listener =>
  Object.assign(wrapper, { listener: listener.listener ?? listener })
