import { importedTrace, isEsmApp } from './imported-api.ts'
import { start } from './start.ts'

start({}, () => (isEsmApp() ? importedTrace() : undefined))
