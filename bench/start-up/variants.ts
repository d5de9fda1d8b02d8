import { type Product, productsOf } from '../support/products.ts'
import type { Settings } from '../support/settings.ts'

/** A script that a product is loaded into. */
export interface Variant {
  readonly name: string
  readonly product: Product
  readonly task: 'nothing' | 'one span'
  /** A file of this folder, without its ending. */
  readonly script: string
  readonly spans: readonly string[]
}

/** One span by each product's own way to make it, and what arrives. */
const spanScripts: Readonly<Record<string, { readonly script: string; readonly spans: readonly string[] }>> = {
  untraced: { script: 'span-api', spans: [] },
  throughline: { script: 'span-api', spans: ['internal work'] },
  opentelemetry: { script: 'span-api', spans: ['internal work'] },
  'dd-trace': { script: 'span-dd-trace', spans: ['internal work'] },
  'elastic-apm': { script: 'span-elastic-apm', spans: ['server work'] },
}

export const variantsOf = (settings: Settings): readonly Variant[] => {
  const products = productsOf(settings)
  return [
    ...products.map(product => variant(product, 'nothing', { script: 'empty', spans: [] })),
    ...products.flatMap(product => {
      const made = spanScripts[product.name]
      return made ? [variant(product, 'one span', made)] : []
    }),
  ]
}

const variant = (
  product: Product,
  task: Variant['task'],
  made: { readonly script: string; readonly spans: readonly string[] },
): Variant => ({ name: `${product.name}, ${task}`, product, task, ...made })
