import { importedApi, isEsmApp } from './imported-api.ts'
import { start } from './start.ts'

start({}, () => (isEsmApp() ? importedApi() : undefined))
