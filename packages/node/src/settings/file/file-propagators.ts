import { type PropagatorName, propagatorNames } from '../settings.ts'
import type { FileReader } from './file-reader.ts'

const PATH = 'propagator'

/** In their order; the format's default is none, not that of the variable. */
export function filePropagators(file: FileReader): readonly PropagatorName[] {
  const asked = namesIn(file).filter(name => name !== 'none')
  const used = asked.flatMap(name => propagatorNames.find(known => known === name) ?? [])
  for (const name of asked.filter(each => !used.some(known => known === each))) {
    file.complainOf(PATH, `supported with ${name}`, used.join(', ') || 'none')
  }
  return used
}

function namesIn(file: FileReader): readonly string[] {
  const composite = file.keys(`${PATH}.composite`).flatMap(place => file.keys(`${PATH}.composite.${place}`))
  const list = file.text(`${PATH}.composite_list`)?.split(',') ?? []
  return [...new Set([...composite, ...list.map(name => name.trim())].filter(name => name !== ''))]
}
