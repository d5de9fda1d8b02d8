const PATCHED = Symbol.for('throughline.patched')

export type Method = (this: unknown, ...args: unknown[]) => unknown

type Wrappers = Readonly<Record<string, (original: Method) => Method>>

/**
 * Replaces methods of a class by what `wrappers` make of them, once for all copies of this package. What is no class, and
 * a method that this version of the library does not have, is left as it is.
 */
export function patch(type: unknown, wrappers: Wrappers): void {
  if (typeof type === 'function') patchFunctions(type.prototype, wrappers)
}

/** The same for the functions that a CommonJS module exports. */
export function patchFunctions(holder: Record<string, unknown> & { [PATCHED]?: true }, wrappers: Wrappers): void {
  if (holder[PATCHED]) return
  holder[PATCHED] = true
  for (const [name, wrap] of Object.entries(wrappers)) {
    const original = holder[name]
    if (typeof original === 'function') holder[name] = wrap(original as Method)
  }
}
