import type { Context } from '@opentelemetry/api'

/**
 * A context that is entered before it is known. A `for await` loop goes on in the context that was active when it asked
 * for the next message, and the span of that message begins when it has come.
 */
export class LateContext implements Context {
  #context: Context

  /** @param context until it is known */
  constructor(context: Context) {
    this.#context = context
  }

  become(context: Context): void {
    this.#context = context
  }

  getValue(key: symbol): unknown {
    return this.#context.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#context.setValue(key, value)
  }

  deleteValue(key: symbol): Context {
    return this.#context.deleteValue(key)
  }
}
