import type { TextMapPropagator } from '@opentelemetry/api'
import type { StartOptions } from '../settings.ts'
import type { FileReader } from './file-reader.ts'

const PATH = 'propagator'

/** As `StandardObjects` has it. The format's default is none, not that of the variables. */
export function filePropagator(file: FileReader, options: StartOptions): TextMapPropagator | null | undefined {
  if (options.textMapPropagator !== undefined) return options.textMapPropagator
  return propagatorNamed(namesIn(file), allowed => file.complainOf(PATH, allowed, 'tracecontext, baggage'))
}

function namesIn(file: FileReader): ReadonlySet<string> {
  const composite = file.keys(`${PATH}.composite`).flatMap(place => file.keys(`${PATH}.composite.${place}`))
  const list = file.text(`${PATH}.composite_list`)?.split(',') ?? []
  return new Set([...composite, ...list.map(name => name.trim())].filter(name => name !== ''))
}

/** Undefined for W3C trace context and baggage, null for nothing at all. */
function propagatorNamed(names: ReadonlySet<string>, complain: (allowed: string) => void): null | undefined {
  if (names.size === 0 || (names.size === 1 && names.has('none'))) return null
  const isW3c = names.size === 2 && names.has('tracecontext') && names.has('baggage')
  if (!isW3c) complain(`supported with ${[...names].join(', ')}`)
  return undefined
}
