import { importedApi, isEsmApp } from './imported-api.ts'
import { canHook } from './modules/es-modules.ts'
import { start } from './start.ts'

// Where Node tells of ES modules, the app's copy of the API is met when the app imports it.
start({}, () => (!canHook && isEsmApp() ? importedApi() : undefined))
