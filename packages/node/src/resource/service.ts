import { join } from 'node:path'
import type { Detector } from './detector.ts'
import type { Surroundings } from './surroundings.ts'

/** The name of the service where no setting gives it one: that of the app's package, and then with its version. */
export const detectService: Detector = surroundings => {
  const named = surroundings.environment.OTEL_SERVICE_NAME
  // Beside a file of settings, this is who reads it.
  if (named) return { 'service.name': named }
  const { name, version } = packageOf(surroundings)
  return { 'service.name': name, 'service.version': version }
}

/** Of the nearest package.json that has a name: those that only say `"type": "module"` are stepped over. */
function packageOf({ folders, read }: Surroundings): { name?: string; version?: string } {
  for (const folder of folders) {
    const { name, version } = parsed(read(join(folder, 'package.json')) ?? '')
    if (name !== undefined) return version === undefined ? { name } : { name, version }
  }
  return {}
}

function parsed(text: string): { name?: string; version?: string } {
  try {
    return onlyTexts(JSON.parse(text))
  } catch {
    return {}
  }
}

const onlyTexts = (json: object): object =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => typeof value === 'string' && value !== ''))
