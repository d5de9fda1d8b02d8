import { createRequire } from 'node:module'
import { join, normalize } from 'node:path'
import type { TracerProvider } from '@opentelemetry/api'
import { onPackage, type PackageFile } from './packages.ts'

/**
 * What we use of `InstrumentationBase` of `@opentelemetry/instrumentation`: its own hooks into the loading of modules are
 * never set up. They would be too late, as it is itself loaded when its library already is, and they load two packages
 * more.
 */
interface Instrumentation {
  readonly _modules: readonly ModuleDefinition[]
  readonly _hooks: unknown[]
  _onRequire(module: ModuleDefinition, exports: unknown, name: string, folder: string): unknown
  setTracerProvider(provider: TracerProvider): void
  enable(): void
  disable(): void
}
interface ModuleDefinition {
  readonly name: string
  readonly files: readonly { readonly name: string }[]
}

export interface Maintained {
  /** `@opentelemetry/instrumentation-mongodb` */
  readonly instrumentation: string
  /** `MongoDBInstrumentation` */
  readonly className: string
  /** The packages that it patches. */
  readonly packages: readonly string[]
  readonly config?: object
}

/**
 * Uses an instrumentation of the OpenTelemetry project. It is loaded when the app has loaded the first file of its library,
 * and is then shown each of the library's files as it has run.
 */
export function useMaintained(provider: TracerProvider, { packages, ...maintained }: Maintained): () => void {
  let instrumentation: Instrumentation | undefined
  const show = (name: string, file: PackageFile): void => {
    instrumentation ??= load(provider, maintained)
    for (const definition of instrumentation._modules) {
      if (definition.name === name) showFile(instrumentation, definition, file)
    }
  }
  const stops = packages.map(name => onPackage(name, file => show(name, file)))
  return () => {
    for (const stop of stops) stop()
    instrumentation?.disable()
  }
}

function load(
  provider: TracerProvider,
  { instrumentation, className, config }: Omit<Maintained, 'packages'>,
): Instrumentation {
  const created: Instrumentation = new (createRequire(import.meta.url)(instrumentation)[className])({
    ...config,
    enabled: false,
  })
  // It sets its hooks up when it is enabled and has none.
  created._hooks.push(undefined)
  created.enable()
  created.setTracerProvider(provider)
  return created
}

function showFile(instrumentation: Instrumentation, definition: ModuleDefinition, file: PackageFile): void {
  const { exports, folder, path } = file
  const name = normalize(`${definition.name}/${path}`)
  if (definition.files.some(known => known.name === name)) {
    instrumentation._onRequire(definition, exports, name, folder)
  }
  if (join(folder, path) === mainFile(definition.name, folder)) {
    instrumentation._onRequire(definition, exports, definition.name, folder)
  }
}

/** What `require` gives for a package; undefined where it has nothing for it. */
function mainFile(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch {
    return undefined
  }
}
