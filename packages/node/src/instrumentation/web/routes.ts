import type { IncomingMessage } from 'node:http'

export type RouteOf = (request: IncomingMessage) => string | undefined

const readers: RouteOf[] = []

/** From now on, `reader` is asked for the route that its framework has left on a request. Once that is there, and no sooner. */
export function readRoutesBy(reader: RouteOf): () => void {
  readers.push(reader)
  return () => void readers.splice(readers.indexOf(reader), 1)
}

/**
 * The route that a framework has left on a request, asked for when it is answered.
 *
 * Hot path: bench/request-overhead.
 */
export function routeOf(request: IncomingMessage): string | undefined {
  for (const read of readers) {
    const route = read(request)
    if (route !== undefined) return route
  }
  return undefined
}
