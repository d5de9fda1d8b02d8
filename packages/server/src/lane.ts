/** Runs tasks one after another, in the order they were given; a task that fails does not stop the next. */
export interface Lane {
  run<T>(task: () => Promise<T>): Promise<T>
}

export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(task) {
      const result = last.then(task, task)
      last = result
      return result
    },
  }
}
