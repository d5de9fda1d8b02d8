import { join, resolve } from 'node:path'
import type { Surroundings } from './surroundings.ts'

export interface Checkout {
  readonly revision: string | undefined
  readonly branch: string | undefined
  readonly url: string | undefined
}

type Read = Surroundings['read']

/** Where a checkout keeps what is its own, and what it shares with others of the same repository (gitrepository-layout). */
interface GitFolders {
  readonly own: string
  readonly common: string
}

/** What the files of the nearest repository say, without a process of git. */
export function readGit({ folders, read }: Surroundings): Checkout {
  const git = gitFolders(folders, read)
  const head = git && read(join(git.own, 'HEAD'))
  if (git === undefined || head === undefined) return { revision: undefined, branch: undefined, url: undefined }
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  return {
    revision: usableRevision(ref === undefined ? head : revisionOf(ref, git, read)),
    branch: ref?.replace(/^refs\/heads\//, ''),
    url: originIn(read(join(git.common, 'config')) ?? ''),
  }
}

function gitFolders(folders: readonly string[], read: Read): GitFolders | undefined {
  for (const folder of folders) {
    // Of a worktree or a submodule, a file that says where the folder is.
    const elsewhere = /^gitdir: (.+)$/.exec(read(join(folder, '.git')) ?? '')?.[1]
    const own = elsewhere === undefined ? join(folder, '.git') : resolve(folder, elsewhere)
    if (read(join(own, 'HEAD')) === undefined) continue
    return { own, common: resolve(own, read(join(own, 'commondir')) ?? '.') }
  }
  return undefined
}

function revisionOf(ref: string, { own, common }: GitFolders, read: Read): string | undefined {
  const loose = read(join(own, ref)) ?? read(join(common, ref))
  if (loose !== undefined) return loose
  const packed = read(join(common, 'packed-refs'))?.split('\n') ?? []
  return packed.find(line => line.endsWith(` ${ref}`))?.split(' ')[0]
}

const usableRevision = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\da-f]{40,64}$/.test(text) ? text : undefined

function originIn(config: string): string | undefined {
  const section = config.split(/^\s*\[/m).find(each => each.startsWith('remote "origin"]'))
  return section && /^\s*url\s*=\s*(.+?)\s*$/m.exec(section)?.[1]
}
