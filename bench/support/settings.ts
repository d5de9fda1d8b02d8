/** How long to measure, and what. */
export interface Settings {
  /** A case measures every variant once a round. */
  readonly rounds: number
  readonly seconds: number
  /** Names of services and of products; what is not named is left out, and all are measured where none is. */
  readonly services: readonly string[]
  readonly variants: readonly string[]
}

/** Those of `items` that `names` has, all where it has none. */
export const selected = <Item extends { readonly name: string }>(
  items: readonly Item[],
  names: readonly string[],
): readonly Item[] => {
  const unknown = names.find(name => !items.some(item => item.name === name))
  if (unknown !== undefined) {
    throw new Error(`there is no ${unknown} here, but ${items.map(({ name }) => name).join(', ')}`)
  }
  return names.length === 0 ? items : items.filter(({ name }) => names.includes(name))
}
