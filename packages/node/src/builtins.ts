/**
 * Parts of Node that are loaded by whoever first needs them. By this call and not by `import()`, for which Node reads all
 * that a module exports: of `node:http` that is a WebSocket too, and so the whole of undici, 25 ms and some MiB.
 */
export const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto')
export const http = (): typeof import('node:http') => process.getBuiltinModule('node:http')
export const https = (): typeof import('node:https') => process.getBuiltinModule('node:https')
export const zlib = (): typeof import('node:zlib') => process.getBuiltinModule('node:zlib')
