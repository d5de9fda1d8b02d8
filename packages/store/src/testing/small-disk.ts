import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own for a test, in memory, which gets full as a real one does. */
export interface SmallDisk {
  readonly folder: string
  /** Makes room, as a person does who gets the call. */
  grow(bytes: number): void
  unmount(): void
}

/** Why there can be none here; false where there can. */
export const smallDiskSkip: string | false = tryToMount()

export function mountSmallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-disk-'))
  mount(folder, `size=${bytes}`)
  return {
    folder,
    grow: bytes => mount(folder, `remount,size=${bytes}`),
    unmount: () => unmount(folder),
  }
}

function tryToMount(): string | false {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-disk-'))
  try {
    mount(folder, 'size=4096')
    unmount(folder)
    return false
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return 'no tmpfs can be mounted here; run the test as root: sudo npm test disk-full'
  }
}

function mount(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
}

function unmount(folder: string): void {
  execFileSync('umount', [folder], { stdio: 'ignore' })
  rmSync(folder, { recursive: true })
}
