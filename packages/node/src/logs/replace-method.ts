import { noteInternalError } from '../guard.ts'

export type Method = (this: unknown, ...args: unknown[]) => unknown

const ours = new WeakSet<object>()

/**
 * Replaces a method of `owner` by what `wrap` makes of it, once; the function that is returned puts the original back.
 * Where somebody has replaced ours since, ours stays and does nothing but call the original.
 */
export function replaceMethod(owner: object, name: PropertyKey, wrap: (original: Method) => Method): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== 'function' || ours.has(original) || own?.configurable === false) return () => {}
  const wrapped = wrap(original as Method)
  let isOn = true
  const method: Method = function (this: unknown, ...args) {
    return Reflect.apply(isOn ? wrapped : original, this, args)
  }
  Object.defineProperties(method, {
    length: { value: original.length, configurable: true },
    name: { value: original.name, configurable: true },
  })
  ours.add(method)
  Object.defineProperty(owner, name, { ...(own ?? usual), value: method })
  return () => {
    isOn = false
    if (Reflect.get(owner, name) !== method) return
    if (own === undefined) Reflect.deleteProperty(owner, name)
    else Object.defineProperty(owner, name, own)
  }
}

/** How a method is that was inherited. */
const usual: PropertyDescriptor = { writable: true, enumerable: false, configurable: true }

/** What `make` gives; where it fails that is ours, and the app gets `instead`. */
export function attempt<T>(make: () => T, instead: T): T {
  try {
    return make()
  } catch (error) {
    noteInternalError(error)
    return instead
  }
}

/** The object of the prototype chain that has the property itself. */
export function ownerOf(instance: unknown, name: PropertyKey): object | undefined {
  let owner: unknown = instance
  while (typeof owner === 'object' && owner !== null && !Object.hasOwn(owner, name))
    owner = Object.getPrototypeOf(owner)
  return typeof owner === 'object' && owner !== null ? owner : undefined
}
