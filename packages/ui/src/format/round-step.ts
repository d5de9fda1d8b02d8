const [second, minute, hour, day] = [1e9, 60e9, 3_600e9, 86_400e9] as const

/** How clocks are read: from a second to half a day, tens are not round. */
const clockSteps = [
  ...[1, 2, 5, 10, 15, 30].map(count => count * second),
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12].map(count => count * hour),
]

/** The smallest round distance between two times that is at least `leastNano`. */
export function roundStepNano(leastNano: number): number {
  if (leastNano <= second / 2) return roundTens(leastNano)
  return clockSteps.find(step => step >= leastNano) ?? day * roundTens(leastNano / day)
}

/** 1, 2 or 5 × a power of ten. */
function roundTens(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5].map(digit => digit * power).find(step => step >= least) ?? 10 * power
}
