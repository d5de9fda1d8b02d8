import type { Problem } from './check.ts'
import type { Config } from './schema.ts'
import { valueProblem } from './value-problem.ts'

type Destination = Config['forward'][number]

/** What is wrong with destinations whose settings are each valid. */
export function destinationProblems({ forward }: Config): readonly Problem[] {
  return [...takenNames(forward), ...takenFiles(forward), ...wrongEndpoints(forward)]
}

/** A destination's queue, its sampling and its metrics go by its name, and the store's by this one. */
function takenNames(forward: readonly Destination[]): readonly Problem[] {
  return forward.flatMap(({ name }, index) => {
    const taken = forward.findIndex(other => other.name === name)
    const owner = name === 'store' ? 'the store' : taken === index ? undefined : `forward[${taken}]`
    if (owner === undefined) return []
    return [valueProblem(['forward', index, 'name'], `${name} is the name of ${owner} too; write another one`)]
  })
}

/** Two would rename each other's file, and write into one another's lines. */
function takenFiles(forward: readonly Destination[]): readonly Problem[] {
  const paths = forward.map(each => (each.type === 'file' ? each.path : undefined))
  return paths.flatMap((path, index) => {
    const taken = paths.indexOf(path)
    if (path === undefined || taken === index) return []
    return [valueProblem(['forward', index, 'path'], `forward[${taken}] writes to ${path} too; write another one`)]
  })
}

function wrongEndpoints(forward: readonly Destination[]): readonly Problem[] {
  return forward.flatMap((destination, index) => {
    const problem = endpointProblem(destination)
    return problem === undefined ? [] : [valueProblem(['forward', index, 'endpoint'], problem)]
  })
}

function endpointProblem(destination: Destination): string | undefined {
  if (destination.type === 'file') return undefined
  const url = URL.parse(destination.endpoint)
  if (url === null) return 'this is no URL; write https://HOST:PORT, with a port up to 65535'
  // What is told holds no name and no password, which may stand in a URL.
  if (destination.type === 'otlp_grpc' && url.pathname !== '/') {
    return `gRPC has no path, and ${url.pathname} would be left out; write ${url.protocol}//${url.host}`
  }
  const [path] = (destination.type === 'otlp_http' && signalPath.exec(url.pathname)) || []
  if (path === undefined) return undefined
  return `${path} is added for each signal; write ${url.origin}${url.pathname.slice(0, -path.length)}`
}

const signalPath = /\/(v1\/(traces|metrics|logs)|v1development\/profiles)\/*$/
