import { onPackage } from '../../modules/packages.ts'
import type { RecordingTracerProvider } from '../../trace/provider.ts'
import { sdkVersion } from '../../version.ts'
import { prismaHelper } from './prisma-helper.ts'
import { noteDriver, prismaSpans } from './prisma-query.ts'

/** Where Prisma's clients, of all versions, look for whoever traces them. */
const holder = globalThis as { PRISMA_INSTRUMENTATION?: { readonly helper: unknown } | undefined }

/**
 * Prisma: a span for each operation, and one for each query that its driver has none for.
 *
 * Its client tells an object that it finds at a global name. `@prisma/instrumentation` puts its own there, and at one for
 * its major version, which comes first: an app that uses it overrules us. Set at start and not when `@prisma/client` is
 * loaded: a client that is generated into a folder of the app has a copy of the runtime there, and loads no package.
 */
export function instrumentPrisma(provider: RecordingTracerProvider): () => void {
  const ours = { helper: prismaHelper(provider.getTracer('@throughline/node/prisma', sdkVersion)) }
  holder.PRISMA_INSTRUMENTATION ??= ours
  const stops = [
    ...Object.values(prismaSpans).map(spans => spans.turnOn(provider)),
    onPackage('pg', () => noteDriver('postgresql')),
    onPackage('better-sqlite3', () => noteDriver('sqlite')),
  ]
  return () => {
    for (const stop of stops) stop()
    if (holder.PRISMA_INSTRUMENTATION === ours) delete holder.PRISMA_INSTRUMENTATION
  }
}
