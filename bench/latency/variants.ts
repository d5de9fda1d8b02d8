import { type Product, productsOf, throughline } from '../support/products.ts'
import type { Settings } from '../support/settings.ts'
import { type ReceiverKind, receiverKinds } from './receivers.ts'

export interface Variant {
  readonly name: string
  readonly product: Product
  readonly receiver: ReceiverKind
}

/** Every product with a receiver that is well, and ours also with those that are not: the app must not notice. */
export const variantsOf = (settings: Settings): readonly Variant[] =>
  productsOf(settings).flatMap(product => {
    const kinds: readonly ReceiverKind[] = product === throughline ? receiverKinds : ['fine']
    return kinds.map(receiver => ({ name: `${product.name}, receiver ${receiver}`, product, receiver }))
  })
