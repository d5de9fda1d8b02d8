/** `node:crypto`, loaded by whoever first needs it: that takes 5 ms, and a script that makes no span needs it never. */
export const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto')
