import { sdkVersion } from '../version.ts'

/** The instrumentation scope of what we measure. */
export const ownScope = { name: '@throughline/node', version: sdkVersion } as const
