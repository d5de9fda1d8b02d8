import { type Product, products } from '../support/products.ts'
import type { MeasuredService } from './services.ts'

/** A product that traces every request or none. */
export interface Variant {
  readonly name: string
  readonly product: Product
  readonly sampled: 'all' | 'none'
  /** What one request has to send, sorted. */
  readonly spans: readonly string[]
}

export const variantsOf = (service: MeasuredService): readonly Variant[] => [
  ...products.map(product => ({
    name: product.name,
    product,
    sampled: 'all' as const,
    spans: service.spans[product.name] ?? [],
  })),
  ...products.flatMap(product => (product.sampledOutEnv ? [sampledOut(product, product.sampledOutEnv)] : [])),
]

const sampledOut = (product: Product, sampledOutEnv: Readonly<Record<string, string>>): Variant => ({
  name: `${product.name}, sampled out`,
  product: { ...product, env: receiverUrl => ({ ...product.env(receiverUrl), ...sampledOutEnv }) },
  sampled: 'none',
  spans: [],
})
