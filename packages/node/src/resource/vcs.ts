import type { Environment } from '../settings/environment.ts'
import { builds } from './builds.ts'
import { type Detector, firstOf } from './detector.ts'
import { type Checkout, readGit } from './git.ts'
import type { Surroundings } from './surroundings.ts'

/** Of which commit the app was built: by what the build or the platform says, else by the repository that it lies in. */
export const detectVcs: Detector = surroundings => {
  const { revision, branch, url } = checkoutOf(surroundings)
  return {
    'vcs.ref.head.revision': revision,
    'vcs.ref.head.name': branch,
    'vcs.repository.url.full': url === undefined ? undefined : browsable(url),
  }
}

/** A variable such as `COMMIT_REF` may hold anything: what is no commit is not taken for one. */
const isRevision = /^[\da-f]{7,64}$/

function checkoutOf(surroundings: Surroundings): Checkout {
  const { environment } = surroundings
  const build = builds.find(({ revision }) => isRevision.test(environment[revision] ?? ''))
  if (build === undefined) return readGit(surroundings)
  return {
    revision: environment[build.revision],
    branch: firstOf(environment, build.branch)?.replace(/^(refs\/heads|origin)\//, ''),
    url: build.url === undefined ? undefined : filled(build.url, environment),
  }
}

function filled(template: string, environment: Environment): string | undefined {
  const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)
  if (names.some(name => !environment[name])) return undefined
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => environment[name] ?? '')
}

/** As the convention wants it: an address for a browser, without `.git`; and without the credentials that it may hold. */
export function browsable(remote: string): string | undefined {
  const [, host, path] = /^[\w.-]+@([\w.-]+):(.+)$/.exec(remote) ?? []
  const text = host !== undefined ? `https://${host}/${path}` : remote.replace(/^(ssh|git):/, 'https:')
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol)) return undefined
  // The port of SSH is none of the browser's.
  const address = text === remote ? url.host : url.hostname
  return `${url.protocol}//${address}${url.pathname.replace(/\/+$/, '').replace(/\.git$/, '')}`
}
