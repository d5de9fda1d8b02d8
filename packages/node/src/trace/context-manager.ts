import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import { type Context, type ContextManagementToken, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'
import { bindListeners } from './bound-emitter.ts'

const storage = new AsyncLocalStorage<Context>()

export const activeContext = (): Context => storage.getStore() ?? ROOT_CONTEXT

/** From here to the end of the current callback and in everything it starts. */
export const enterContext = (context: Context): void => storage.enterWith(context)

/** Nothing is active from here to the end of the current callback and in what it starts. */
export const leaveContext = (): void => storage.enterWith(ROOT_CONTEXT)

/** Runs `fn` within `context`; where that is the active one already, without the cost of a switch. */
export const runInContext = <A extends unknown[], R>(context: Context, fn: (...args: A) => R, ...args: A): R =>
  storage.getStore() === context ? fn(...args) : storage.run(context, fn, ...args)

/**
 * What a library publishes by `runStores`, as the start of a `TracingChannel` is, runs in the context that `contextOf` gives
 * for the message; that must not throw, as Node would raise it as an uncaught exception of the app.
 */
export function bindChannel<M>(name: string, contextOf: (message: M) => Context): () => void {
  const bound = channel(name)
  bound.bindStore(storage, message => contextOf(message as M))
  return () => {
    bound.unbindStore(storage)
  }
}

export class AsyncContextManager implements ContextManager {
  active(): Context {
    return activeContext()
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return storage.run(context, () => fn.apply(thisArg, args))
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) {
      return bindListeners(target, (listener, self, args) =>
        storage.run(context, () => Reflect.apply(listener, self, args)),
      )
    }
    if (typeof target !== 'function') return target
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(context, () => Reflect.apply(target, this, args))
    }
    // Frameworks tell callbacks apart by their number of parameters (Express: four is an error handler).
    return Object.defineProperty(bound, 'length', { value: target.length, configurable: true }) as T
  }

  attach(context: Context): ContextManagementToken {
    const previous = activeContext()
    let isAttached = true
    storage.enterWith(context)
    const dispose = () => {
      // The second time somebody else's may be attached.
      if (isAttached) storage.enterWith(previous)
      isAttached = false
    }
    return { dispose }
  }

  enable(): this {
    return this
  }

  disable(): this {
    storage.disable()
    return this
  }
}
