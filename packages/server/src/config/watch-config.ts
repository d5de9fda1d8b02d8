import { stat } from 'node:fs/promises'
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
 * where Kubernetes swaps a link above it, and would hear nothing of a file that Docker mounts alone. `fs.watchFile` does the
 * same, but misses what happens before its first look.
 */
export function watchConfig({ source, config, onChange, tell }: WatchOptions): ConfigWatch {
  let current = config
  let lastFailure: string | undefined
  let reloads = Promise.resolve()
  let settling: NodeJS.Timeout | undefined

  /** `isAsked`: by a person, who wants an answer also where there is nothing new. */
  async function reload(isAsked: boolean) {
    // It may have changed while it settled, or while the change before was made.
    if (!isAsked && (await look())) return
    const failure = await apply(isAsked).catch(reason => String(reason))
    if (failure !== undefined && (isAsked || failure !== lastFailure))
      tell(`The settings were not changed:\n${failure}`)
    lastFailure = failure
  }

  async function apply(isAsked: boolean): Promise<string | undefined> {
    const next = loadConfig(source)
    if (!next.ok) return next.error
    const changes = differencesOf(configShape, next.value, current).map(({ name }) => name)
    if (changes.length === 0) {
      if (isAsked) tell(`${source.file} changes no setting.`)
      return undefined
    }
    await onChange(next.value, current)
    current = next.value
    tell(`Settings changed: ${changes.join(', ')}.`)
    return undefined
  }

  const enqueue = (isAsked: boolean) => {
    reloads = reloads.then(() => reload(isAsked))
  }
  const hangUp = () => enqueue(true)
  // Whoever writes a file in place empties it first, and an empty file is valid.
  const settle = () => {
    clearTimeout(settling)
    settling = setTimeout(() => enqueue(false), configSettleMs).unref()
  }

  // Nothing is known at first, so that what changed since the file was read is found too.
  let known: string | undefined
  async function look(): Promise<boolean> {
    const version = await versionOf(source.file)
    const isNew = version !== known
    known = version
    if (isNew) settle()
    return isNew
  }
  const looking = setInterval(look, configPollMs).unref()
  process.on('SIGHUP', hangUp)
  return {
    close() {
      clearInterval(looking)
      clearTimeout(settling)
      process.off('SIGHUP', hangUp)
    },
  }
}

/** Another one for another content, and for another file in its place; none is a version too. */
const versionOf = (file: string): Promise<string> =>
  stat(file, { bigint: true }).then(
    ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
    () => 'none',
  )
