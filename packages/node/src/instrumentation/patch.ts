const PATCHED = Symbol.for('throughline.patched')

export type Method = (this: unknown, ...args: unknown[]) => unknown

/**
 * Replaces methods of a class by what `wrappers` make of them, once for all copies of this package. What is no class, and
 * a method that this version of the library does not have, is left as it is.
 */
export function patch(type: unknown, wrappers: Readonly<Record<string | symbol, (original: Method) => Method>>): void {
  if (typeof type !== 'function') return
  const prototype: Record<string | symbol, unknown> = type.prototype
  // Of its own: a class that it extends may be patched, too.
  if (Object.hasOwn(prototype, PATCHED)) return
  prototype[PATCHED] = true
  for (const name of Reflect.ownKeys(wrappers)) {
    const [wrap, original] = [wrappers[name], prototype[name]]
    if (wrap === undefined || typeof original !== 'function') continue
    const { length } = original
    prototype[name] = Object.defineProperty(wrap(original as Method), 'length', { value: length, configurable: true })
  }
}
