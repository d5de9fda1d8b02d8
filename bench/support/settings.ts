/** How long to measure, and what. */
export interface Settings {
  /** A case measures every variant once a round. */
  readonly rounds: number
  readonly seconds: number
  /** Names of services and of products; what is not named is left out, and all are measured where none is. */
  readonly services: readonly string[]
  readonly variants: readonly string[]
}

export const isWanted = (name: string, wanted: readonly string[]): boolean =>
  wanted.length === 0 || wanted.includes(name)
