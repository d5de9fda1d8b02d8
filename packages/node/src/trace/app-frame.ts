import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { maxFramesToApp } from '../limits.ts'

/**
 * Of the sources `src`, of the bundle the package. Not by `import.meta.dirname`, which Node before 20.11 has not: that one
 * loads this too, and is told that it is too old.
 */
const ownFolder = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Where outside of us and of the API the current call comes from, as `file:line`, and where nothing in packages counts, the
 * app's own code before it; undefined where nothing says it.
 */
export function appFrame(countsPackages: boolean): string | undefined {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = maxFramesToApp
  const { stack } = new Error()
  Error.stackTraceLimit = stackTraceLimit
  // An app may have stacks made in another form.
  if (typeof stack !== 'string') return undefined
  const frames = stack.split('\n').slice(1).map(placeOf).filter(isOutside)
  const isOfApp = (place: string) => !place.includes(`${sep}node_modules${sep}`)
  return (countsPackages ? undefined : frames.find(isOfApp)) ?? frames[0]
}

function placeOf(line: string): string {
  const [, place = '', lineNumber = ''] = /([^\s(]+):(\d+):\d+\)?$/.exec(line) ?? []
  return `${place.startsWith('file:') ? fileURLToPath(place) : place}:${lineNumber}`
}

const isOutside = (place: string): boolean =>
  place !== ':' &&
  !place.startsWith('node:') &&
  !place.startsWith(ownFolder + sep) &&
  !place.includes(`${sep}@opentelemetry${sep}api${sep}`)
