import { resolve } from 'node:path'
import { err, ok, type Result } from '@throughline/otlp'
import { formatAddress, reachableFromHere } from './cli/address.ts'
import { openBrowser } from './cli/open-browser.ts'
import type { ConfigSource } from './config/load-config.ts'
import type { Config } from './config/schema.ts'
import { watchConfig } from './config/watch-config.ts'
import { takeDataFolder } from './data-folder/data-folder.ts'
import { temporaryDataFolder } from './data-folder/temporary-folder.ts'
import { startDemo } from './demo.ts'
import { formatReadyLine, openListeners, warningsOf } from './listen/listeners.ts'
import type { Listener } from './listen/port.ts'
import { openLocalStore } from './local-store.ts'
import { openOutputs } from './outputs/outputs.ts'
import { builtPageFolder } from './page/routes.ts'
import { openPipeline } from './pipeline/pipeline.ts'
import { openMemoryGuard } from './protect/memory-guard.ts'
import { memoryLimitBytes } from './protect/settings.ts'
import { openRedactor } from './redact/redactor.ts'
import { changeSettings } from './reload.ts'

export interface UpOptions {
  readonly config: Config
  /** Where `config` came from, and where it is looked for again. */
  readonly source: ConfigSource
  /** Keep nothing. */
  readonly memory: boolean
  readonly demo: boolean
  readonly open: boolean
}

export interface RunningServer {
  /** Where everything really listens, in one line for scripts. */
  readonly readyLine: string
  /** Answers what is in flight, loads it into the database, and lets go of everything. */
  stop(): Promise<void>
}

/** Starts the server. What goes wrong is one sentence, and leaves nothing open. `tell` speaks to the human. */
export async function up(options: UpOptions, tell: (sentence: string) => void): Promise<Result<RunningServer>> {
  const folder = options.memory ? temporaryDataFolder() : resolve(options.config.store.folder)
  const lock = await takeDataFolder(folder)
  if (!lock.ok) return err(`${lock.error}.`)
  const { release } = lock.value
  const started = await start(options, folder, tell)
  if (!started.ok) {
    await release()
    return started
  }
  const { readyLine, stop } = started.value
  return ok({ readyLine, stop: () => stop().then(release) })
}

async function start(
  options: UpOptions,
  folder: string,
  tell: (sentence: string) => void,
): Promise<Result<RunningServer>> {
  const { config, source } = options
  const local = config.store.enabled ? await openLocalStore(folder, config.store.retention) : undefined
  if (local?.ok === false) return err(`${local.error}.`)
  const store = local?.value.store

  const place = { folder, tell }
  const outputs = await openOutputs(
    { forward: config.forward, sampling: config.store.sampling },
    { ...place, store: local?.value.output },
  )
  if (!outputs.ok) {
    await store?.close()
    return outputs
  }
  let redactor = openRedactor(config.redact)
  const pipeline = openPipeline({ redactor: () => redactor, outputs: () => outputs.value.all, tell })
  const memory = openMemoryGuard({ limitBytes: memoryLimitBytes(config.limits.memory), tell })

  let ready = true
  const listeners = await openListeners(config, pipeline, {
    store,
    memory,
    redactor: () => redactor,
    outputs: outputs.value,
    pageFolder: builtPageFolder,
    isReady: () => ready,
    tell,
  })
  if (!listeners.ok) {
    memory.close()
    await outputs.value.close()
    await store?.close()
    return listeners
  }

  const { http, grpc, ui } = listeners.value
  if (store !== undefined)
    tell(options.memory ? 'Everything is gone when the server stops.' : `Data is kept in ${folder}.`)
  warningsOf(listeners.value).forEach(tell)
  const demo = options.demo ? startDemo(urlOf(http), tell) : undefined
  if (options.open) openBrowser(urlOf(ui), tell)

  const { file } = source
  const watch =
    file === undefined
      ? undefined
      : watchConfig({
          source: { ...source, file },
          config,
          tell,
          onChange: async (next, previous) => {
            redactor = openRedactor(next.redact)
            await changeSettings(next, previous, { outputs: outputs.value, listeners: listeners.value, store }, tell)
          },
        })

  return ok({
    readyLine: formatReadyLine(listeners.value),
    async stop() {
      ready = false
      watch?.close()
      // The demo first, so that its last spans find an open port; the page last, so that /readyz can say what goes on.
      await demo?.stop()
      await Promise.all([http.close(), grpc.close()])
      await outputs.value.close()
      await ui.close()
      await store?.close()
      memory.close()
    },
  })
}

function urlOf({ address }: Listener): string {
  return `http://${formatAddress(reachableFromHere(address))}`
}
