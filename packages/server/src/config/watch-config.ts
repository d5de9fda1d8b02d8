import { unwatchFile, watchFile } from 'node:fs'
import { configPollMs, configSettleMs } from '../limits.ts'
import { differencesOf } from './leaves.ts'
import { type ConfigSource, configShape, loadConfig } from './load-config.ts'
import type { Config } from './schema.ts'

export interface ConfigWatch {
  close(): void
}

interface WatchOptions {
  readonly source: ConfigSource & { readonly file: string }
  /** What the server runs with now. */
  readonly config: Config
  /** Gets settings that are valid and differ from the previous ones; the next call waits until it is through. */
  readonly onChange: (config: Config, previous: Config) => Promise<void>
  readonly tell: (sentence: string) => void
}

/**
 * Reads the file again when it changes and at SIGHUP. A file that is wrong changes nothing, and `tell` hears why.
 *
 * The file is asked for by its path, once a second: a watch by the kernel would lose it where an editor replaces it,
 * where Kubernetes swaps a link above it, and would hear nothing of a file that Docker mounts alone.
 */
export function watchConfig({ source, config, onChange, tell }: WatchOptions): ConfigWatch {
  let current = config
  let reloads = Promise.resolve()
  let settling: NodeJS.Timeout | undefined

  async function reload() {
    const next = loadConfig(source)
    if (!next.ok) return tell(`The settings stay as they were:\n${next.error}`)
    const changes = differencesOf(configShape, next.value, current).map(({ name }) => name)
    if (changes.length === 0) return tell(`${source.file} changes no setting.`)
    await onChange(next.value, current)
    current = next.value
    tell(`Settings changed: ${changes.join(', ')}.`)
  }

  const enqueue = () => {
    reloads = reloads.then(reload).catch(error => tell(`The settings could not be changed: ${error}`))
  }
  // Whoever writes a file in place empties it first, and an empty file is valid.
  const settle = () => {
    clearTimeout(settling)
    settling = setTimeout(enqueue, configSettleMs)
  }
  watchFile(source.file, { interval: configPollMs, persistent: false }, settle)
  process.on('SIGHUP', enqueue)
  return {
    close() {
      clearTimeout(settling)
      unwatchFile(source.file, settle)
      process.off('SIGHUP', enqueue)
    },
  }
}
