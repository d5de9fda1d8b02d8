import { maxKnownOrigins } from '../../limits.ts'
import { shareAttributes } from '../../recorder/span-encoder.ts'
import { AttributeList, type SharedAttributes } from '../../trace/attributes.ts'
import { splitHost } from './urls.ts'

const known = new Map<string, Map<string, SharedAttributes>>()

/**
 * The attributes that all requests with `method` to `origin` (`http://host:port`) have in common. An app calls a handful
 * of origins, each many times.
 *
 * Hot path: bench/request-overhead, `calls`.
 */
export function attributesOf(origin: string, method: string): SharedAttributes {
  const byMethod = known.get(origin)
  return byMethod?.get(method) ?? describe(origin, method, byMethod ?? new Map())
}

function describe(origin: string, method: string, byMethod: Map<string, SharedAttributes>): SharedAttributes {
  const { host, port } = splitHost(origin.slice(origin.indexOf('://') + 3))
  const list = new AttributeList()
  list.add('http.request.method', method)
  list.add('server.address', host)
  list.add('server.port', port ?? (origin.startsWith('https') ? 443 : 80))
  const attributes = shareAttributes(list)
  if (known.size >= maxKnownOrigins) known.clear()
  known.set(origin, byMethod.set(method, attributes))
  return attributes
}
