/**
 * What Node needs to run these sources in a thread or process that we start. The oldest Node that we support strips types
 * only when told to, and warns each time; newer ones take the same flags.
 */
export const sourceFlags: readonly string[] = [
  '--conditions=throughline-source',
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
]
