import { onPackage } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { patch } from '../patch.ts'
import { setIoredisTracer, tracedSendCommand } from './ioredis-command.ts'
import { tracedExec, tracedQueue } from './ioredis-pipeline.ts'

/** Where versions 4 to 6 have what is patched. */
const patches = new Map(
  Object.entries({
    'built/redis/index.js': { sendCommand: tracedSendCommand },
    'built/Redis.js': { sendCommand: tracedSendCommand },
    'built/cluster/index.js': { sendCommand: tracedSendCommand },
    'built/pipeline.js': { sendCommand: tracedQueue, exec: tracedExec },
    'built/Pipeline.js': { sendCommand: tracedQueue, exec: tracedExec },
  }),
)

/**
 * Redis by `ioredis`: a span for each command, and one for each pipeline or transaction.
 *
 * Our own patch and not its channels, which it has since 5.11: what waits for the connection is published when it is
 * written, in the context of the socket and not of who asked; of every command all arguments are made text; and a promise
 * is put around each. Nor the maintained instrumentation, which makes a span for each command of a pipeline, and describes
 * each command anew.
 */
export function instrumentIoredis(provider: RecordingTracerProvider): () => void {
  setIoredisTracer(provider.getTracer('@throughline/node/ioredis', sdkVersion))
  const stop = onPackage('ioredis', ({ path, exports }) => {
    const wrappers = patches.get(path)
    if (wrappers !== undefined) patch((exports as { default?: unknown }).default, wrappers)
  })
  return () => {
    stop()
    setIoredisTracer(undefined)
  }
}
