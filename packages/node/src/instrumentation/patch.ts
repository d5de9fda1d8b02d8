const PATCHED = Symbol.for('throughline.patched')

export type Method = (this: unknown, ...args: unknown[]) => unknown

/**
 * Replaces methods of a class by what `wrappers` make of them, once for all copies of this package. What is no class, and
 * a method that this version of the library does not have, is left as it is.
 */
export function patch(type: unknown, wrappers: Readonly<Record<string, (original: Method) => Method>>): void {
  if (typeof type !== 'function') return
  const prototype: Record<string, unknown> & { [PATCHED]?: true } = type.prototype
  if (prototype[PATCHED]) return
  prototype[PATCHED] = true
  for (const [name, wrap] of Object.entries(wrappers)) {
    const original = prototype[name]
    if (typeof original === 'function') prototype[name] = wrap(original as Method)
  }
}
