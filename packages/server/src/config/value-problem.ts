import type { Problem } from './check.ts'
import { nameOf, type Path } from './shape.ts'

/** A sentence about a value, which begins with the name of its setting. */
export const valueProblem = (path: Path, message: string): Problem => ({
  path,
  at: 'value',
  message: `${nameOf(path)}: ${message}`,
})
