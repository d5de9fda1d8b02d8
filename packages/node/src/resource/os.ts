import { platform, release, version } from 'node:os'
import type { Detector } from './detector.ts'
import type { Surroundings } from './surroundings.ts'

export const detectOs: Detector = surroundings => {
  const about = releaseOf(surroundings)
  return {
    'os.type': typeOf[platform()] ?? platform(),
    'os.version': release(),
    'os.name': about.NAME,
    'os.description': about.PRETTY_NAME ?? version(),
  }
}

const typeOf: Readonly<Record<string, string>> = { sunos: 'solaris', win32: 'windows' }

/** What a Linux says of itself (os-release(5)). */
function releaseOf({ read }: Surroundings): Readonly<Record<string, string | undefined>> {
  const text = read('/etc/os-release') ?? read('/usr/lib/os-release') ?? ''
  const lines = text.matchAll(/^(\w+)=(["']?)(.+)\2$/gm)
  return Object.fromEntries(Array.from(lines, ([, key = '', , value = '']) => [key, value]))
}
