const PATCHED = Symbol.for('throughline.patched')

export type Method = (this: unknown, ...args: unknown[]) => unknown

type Wrappers = Readonly<Record<string | symbol, (original: Method) => Method>>

/**
 * Replaces methods of a class by what `wrappers` make of them, once for all copies of this package. What is no class, and
 * a method that this version of the library does not have, is left as it is.
 */
export function patch(type: unknown, wrappers: Wrappers): void {
  if (typeof type === 'function') patchMethods(type.prototype, wrappers)
}

/** The same for an object that others inherit from, or that a CommonJS module exports. */
export function patchMethods(object: unknown, wrappers: Wrappers): void {
  const target = object as Record<string | symbol, unknown>
  // Of its own: a class that it extends may be patched, too.
  if (Object.hasOwn(target, PATCHED)) return
  target[PATCHED] = true
  for (const name of Reflect.ownKeys(wrappers)) {
    const [wrap, original] = [wrappers[name], target[name]]
    if (wrap === undefined || typeof original !== 'function' || isInheritedPatched(target, name)) continue
    const { length } = original
    target[name] = Object.defineProperty(wrap(original as Method), 'length', { value: length, configurable: true })
  }
}

/** Whether a class that it extends has the method, and has it replaced already. */
function isInheritedPatched(target: object, name: string | symbol): boolean {
  let owner: object | null = target
  while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner)
  return owner !== null && owner !== target && Object.hasOwn(owner, PATCHED)
}
