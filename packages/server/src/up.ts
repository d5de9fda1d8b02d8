import { err, ok, type Result } from '@throughline/otlp'
import { openStore } from '@throughline/store'
import { formatAddress, reachableFromHere } from './cli/address.ts'
import type { UpOptions } from './cli/args.ts'
import { openBrowser } from './cli/open-browser.ts'
import { chooseDataFolder } from './data-folder.ts'
import { startDemo } from './demo.ts'
import { formatReadyLine, openListeners, warningsOf } from './listen/listeners.ts'
import type { Listener } from './listen/port.ts'
import { builtPageFolder } from './page/routes.ts'
import { openPipeline } from './pipeline/pipeline.ts'
import { storeOutput } from './pipeline/store-output.ts'

export interface RunningServer {
  /** Where everything really listens, in one line for scripts. */
  readonly readyLine: string
  /** Answers what is in flight, loads it into the database, and lets go of everything. */
  stop(): Promise<void>
}

/** Starts the server. What goes wrong is one sentence, and leaves nothing open. `tell` speaks to the human. */
export async function up(options: UpOptions, tell: (sentence: string) => void): Promise<Result<RunningServer>> {
  const folder = chooseDataFolder(options.data)
  const opened = await openStore({ folder })
  if (!opened.ok) return err(`${opened.error}.`)
  const store = opened.value

  let ready = true
  const pipeline = openPipeline({
    redactor: { redact: (_signal, bytes) => ok(bytes) },
    outputs: [storeOutput(store)],
    tell,
  })
  const parts = { store, pageFolder: builtPageFolder, isReady: () => ready, tell }
  const listeners = await openListeners(options, pipeline, parts)
  if (!listeners.ok) {
    await store.close()
    return listeners
  }

  const { http, grpc, ui } = listeners.value
  tell(options.data.kind === 'memory' ? 'Traces are gone when the server stops.' : `Traces are kept in ${folder}.`)
  warningsOf(listeners.value).forEach(tell)
  const demo = options.demo ? startDemo(urlOf(http), tell) : undefined
  if (options.open) openBrowser(urlOf(ui), tell)

  return ok({
    readyLine: formatReadyLine(listeners.value),
    async stop() {
      ready = false
      // The demo first, so that its last spans find an open port; the page last, so that /readyz can say what goes on.
      await demo?.stop()
      await Promise.all([http.close(), grpc.close()])
      await ui.close()
      await store.close()
    },
  })
}

function urlOf({ address }: Listener): string {
  return `http://${formatAddress(reachableFromHere(address))}`
}
