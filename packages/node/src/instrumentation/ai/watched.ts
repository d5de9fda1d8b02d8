/** What is told of an answer that comes in parts. */
export interface Watcher<T> {
  onItem(item: T): void
  /** Once: it is complete, or the app wants no more. */
  onEnd(): void
  onError(error: unknown): void
}

/** An iterator that gives what `source` gives, while `watcher` looks on. */
export function watched<T>(source: AsyncIterator<T>, watcher: Watcher<T>): AsyncIterableIterator<T> {
  const follow = async (step: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> => {
    let result: IteratorResult<T>
    try {
      result = await step
    } catch (error) {
      watcher.onError(error)
      throw error
    }
    if (result.done) watcher.onEnd()
    else watcher.onItem(result.value)
    return result
  }
  const iterator: AsyncIterableIterator<T> = {
    next: (...args) => follow(source.next(...args)),
    return: async value => {
      watcher.onEnd()
      return source.return === undefined ? { done: true, value } : source.return(value)
    },
    throw: async error => {
      watcher.onError(error)
      if (source.throw === undefined) throw error
      return source.throw(error)
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
