/** How long to measure: a case measures every variant once a round, each for so many seconds. */
export interface Settings {
  readonly rounds: number
  readonly seconds: number
}
