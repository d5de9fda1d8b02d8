import { unwatchFile, watchFile } from 'node:fs'
import { filesCheckMs } from '../limits.ts'

/**
 * Calls `changed` after one of the files has changed. Looks instead of being told (`watchFile`, not `watch`): secrets in
 * Kubernetes and certificates of ACME clients are links that begin to lead elsewhere, of which inotify says nothing.
 * Returns what ends it.
 */
export function watchFiles(paths: readonly string[], changed: () => void): () => void {
  const listener = () => changed()
  for (const path of paths) watchFile(path, { interval: filesCheckMs, persistent: false }, listener)
  return () => {
    for (const path of paths) unwatchFile(path, listener)
  }
}
