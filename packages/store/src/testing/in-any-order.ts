import { inspect } from 'node:util'

/** Sorted by all that is in them, so that lists can be compared whose order does not matter. */
export const inAnyOrder = <Item>(items: readonly Item[]): readonly Item[] =>
  items
    .map(item => ({ item, key: inspect(item, { depth: null, maxArrayLength: null, maxStringLength: null }) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item)
