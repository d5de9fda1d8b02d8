import { crypto } from '../builtins.ts'
import type { Detector } from './detector.ts'

let instanceId: string | undefined

/** One for each process or thread, however often it is asked for. */
export const detectServiceInstance: Detector = () => {
  instanceId ??= crypto().randomUUID()
  return { 'service.instance.id': instanceId }
}
