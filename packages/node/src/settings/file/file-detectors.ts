import type { DetectorName } from '../../resource/names.ts'
import type { FileReader } from './file-reader.ts'
import { detectorsByProperty } from './properties.ts'

const PATH = 'resource.detection/development.detectors'

/** The format has it that what is not asked for does not run. */
export function fileDetectors(file: FileReader): ReadonlySet<DetectorName> {
  const asked = file.keys(PATH).flatMap(place => file.keys(`${PATH}.${place}`))
  return new Set(
    asked.flatMap(name => (Object.hasOwn(detectorsByProperty, name) ? detectorsByProperty[name] : []) ?? []),
  )
}
