import { noteRecurring } from '../../recorder/recurring.ts'
import type { RecordedSpan } from '../../trace/span.ts'

/**
 * `GET /orders/:id` by method and route, as many as the app has routes. Made once, since a text that is put together anew
 * is copied when it is first read.
 */
const namesByMethod = new Map<string, Map<string, string>>()

/** Tells a server span, whose name is its method so far, the route that it took. */
export function nameByRoute(span: RecordedSpan, route: string): void {
  noteRecurring(span.attributes, 'http.route', route)
  span.updateName(nameOf(span.name, route))
}

function nameOf(method: string, route: string): string {
  const names = namesByMethod.get(method) ?? new Map<string, string>()
  const known = names.get(route)
  if (known !== undefined) return known
  const name = `${method} ${route}`
  namesByMethod.set(method, names.set(route, name))
  return name
}
