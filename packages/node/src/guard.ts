/**
 * The edge between the app and the SDK: nothing thrown on our side may reach the app's side.
 *
 * Hot path (bench/request-overhead): the wrapper is made once per subscription, so a guarded call costs a try block.
 */
export function guarded<A extends readonly unknown[]>(fn: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      fn(...args)
    } catch (error) {
      noteInternalError(error)
    }
  }
}

let internalErrorCount = 0
let lastInternalError: unknown

export function noteInternalError(error: unknown): void {
  internalErrorCount++
  lastInternalError = error
}

/** How often the SDK failed inside, and the last reason. */
export const internalErrors = () => ({ count: internalErrorCount, last: lastInternalError })
