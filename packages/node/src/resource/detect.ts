import type { Attributes } from '@opentelemetry/api'
import { noteInternalError } from '../guard.ts'
import { detectAws } from './aws.ts'
import { detectAzure } from './azure.ts'
import { detectContainer } from './container.ts'
import type { Detector } from './detector.ts'
import { detectGcp } from './gcp.ts'
import { detectHost } from './host.ts'
import { detectKubernetes } from './kubernetes.ts'
import { type DetectorName, detectorNames } from './names.ts'
import { detectOs } from './os.ts'
import { detectPlatform } from './platform.ts'
import { detectProcess } from './process.ts'
import { detectService } from './service.ts'
import { detectServiceInstance } from './service-instance.ts'
import { ownSurroundings, type Surroundings } from './surroundings.ts'
import { detectVcs } from './vcs.ts'

const detectors: Readonly<Record<DetectorName, Detector>> = {
  serviceinstance: detectServiceInstance,
  service: detectService,
  process: detectProcess,
  os: detectOs,
  host: detectHost,
  container: detectContainer,
  k8s: detectKubernetes,
  platform: detectPlatform,
  aws: detectAws,
  azure: detectAzure,
  gcp: detectGcp,
  vcs: detectVcs,
}

/** What those that are on find out; one that fails knows nothing. */
export function detect(on: readonly DetectorName[], surroundings: Surroundings = ownSurroundings()): Attributes {
  const found: Attributes = {}
  for (const name of detectorNames) if (on.includes(name)) Object.assign(found, known(detectors[name], surroundings))
  return found
}

function known(detector: Detector, surroundings: Surroundings): Attributes {
  try {
    const isKnown = ([, value]: readonly [string, unknown]) => value !== undefined && value !== ''
    return Object.fromEntries(Object.entries(detector(surroundings)).filter(isKnown))
  } catch (error) {
    noteInternalError(error)
    return {}
  }
}
