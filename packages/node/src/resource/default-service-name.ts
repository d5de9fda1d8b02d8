import { basename } from 'node:path'

/** Resource semantic conventions, "Service": of who says none. */
export const defaultServiceName = (): string => `unknown_service:${basename(process.execPath).replace(/\.exe$/, '')}`
