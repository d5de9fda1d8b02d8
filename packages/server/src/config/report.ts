import type { Position } from './yaml-file.ts'

export interface PlacedProblem {
  /** Undefined where no place in a file is to blame, but an option of the command, say. */
  readonly position: Position | undefined
  readonly message: string
}

/** A line for each, `FILE:LINE:COLUMN: message`, in the order of the file; with `text`, the line that each is about. */
export function textOfProblems(problems: readonly PlacedProblem[], file: string | undefined, text?: string): string {
  const sorted = problems.toSorted((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b))
  return sorted.map(problem => `${placeOf(problem, file)}${problem.message}${snippetOf(problem, text)}`).join('\n')
}

function placeOf({ position }: PlacedProblem, file: string | undefined): string {
  if (file === undefined) return ''
  return position === undefined ? `${file}: ` : `${file}:${position.line}:${position.column}: `
}

function snippetOf({ position }: PlacedProblem, text: string | undefined): string {
  const line = position && text?.split('\n')[position.line - 1]
  if (position === undefined || line === undefined) return ''
  const margin = `${position.line} | `
  // A tab stays one, so that the caret stands below what it means whatever the terminal makes of it.
  const indent = line.slice(0, position.column - 1).replaceAll(/[^\t]/g, ' ')
  return `\n  ${margin}${line.trimEnd()}\n  ${' '.repeat(margin.length)}${indent}^`
}

const lineOf = ({ position }: PlacedProblem): number => position?.line ?? 0
const columnOf = ({ position }: PlacedProblem): number => position?.column ?? 0
