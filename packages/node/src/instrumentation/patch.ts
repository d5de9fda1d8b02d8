const PATCHED = Symbol.for('throughline.patched')

export type Method = (this: unknown, ...args: unknown[]) => unknown

type Wrappers = Readonly<Record<string, (original: Method) => Method>>

/**
 * Replaces methods of a class by what `wrappers` make of them, once for all copies of this package. What is no class, and
 * a method that this version of the library does not have, is left as it is.
 */
export function patch(type: unknown, wrappers: Wrappers): void {
  if (typeof type === 'function') patchMethods(type.prototype, wrappers)
}

/** The same for an object that others inherit from, or that a CommonJS module exports. */
export function patchMethods(object: unknown, wrappers: Wrappers): void {
  const target = object as Record<string, unknown> & { [PATCHED]?: true }
  if (target[PATCHED]) return
  target[PATCHED] = true
  for (const [name, wrap] of Object.entries(wrappers)) {
    const original = target[name]
    if (typeof original === 'function') target[name] = wrap(original as Method)
  }
}
