import { type Product, productsOf } from '../support/products.ts'
import type { Settings } from '../support/settings.ts'
import type { MeasuredService } from './services.ts'

/** A product that traces every request or none. */
export interface Variant {
  readonly name: string
  readonly product: Product
  readonly sampled: 'all' | 'none'
  /** What one request has to send, sorted. */
  readonly spans: readonly string[]
}

export const variantsOf = (service: MeasuredService, settings: Settings): readonly Variant[] => {
  const products = productsOf(settings).flatMap(product => withSignals(product, service))
  const sampled = products.map(product => allSampled(product, service.spans[product.name] ?? []))
  return [...sampled, ...products.flatMap(noneSampled)]
}

const withSignals = (product: Product, { signals }: MeasuredService): readonly Product[] => {
  if (signals === undefined) return [product]
  const added = signals[product.name]
  if (added === undefined) return []
  return [{ ...product, env: receiverUrl => ({ ...product.env(receiverUrl), ...added }) }]
}

const allSampled = (product: Product, spans: readonly string[]): Variant => ({
  name: product.name,
  product,
  sampled: 'all',
  spans,
})

const noneSampled = (product: Product): readonly Variant[] => {
  const { sampledOutEnv } = product
  if (!sampledOutEnv) return []
  const env = (receiverUrl: string) => ({ ...product.env(receiverUrl), ...sampledOutEnv })
  return [{ name: `${product.name}, sampled out`, product: { ...product, env }, sampled: 'none', spans: [] }]
}
