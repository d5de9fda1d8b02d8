import { styleText } from 'node:util'
import type { LibraryReport } from './coverage.ts'
import type { Manifest } from './project.ts'

export interface BootstrapReport {
  readonly project: { readonly name: string; readonly version: string; readonly folder: string }
  readonly libraries: readonly LibraryReport[]
  /** What keeps it from being traced, with what to do. */
  readonly obstacles: readonly string[]
}

export const projectOf = ({ name, version, folder }: Manifest): BootstrapReport['project'] => ({
  name,
  version,
  folder,
})

const colors = { yes: 'green', unsure: 'yellow', no: 'red' } as const
type Paint = (color: 'green' | 'yellow' | 'red' | 'bold' | 'dim', text: string) => string

/** A table for people; coloured where it goes to a terminal. */
export function textOfReport({ project, libraries, obstacles }: BootstrapReport, isColored: boolean): string {
  const paint: Paint = (color, text) => (isColored ? styleText(color, text, { validateStream: false }) : text)
  const title = [project.name || 'project', project.version].filter(Boolean).join(' ')
  const todo =
    obstacles.length === 0
      ? [paint('green', 'Nothing is in the way.')]
      : obstacles.map(each => `${paint('red', '!')} ${each}`)
  return `${[
    `${paint('bold', title)} ${paint('dim', project.folder)}`,
    '',
    ...tableOf(libraries, paint),
    '',
    ...todo,
    ...(libraries.some(({ note }) => note.startsWith('register')) ? ['', paint('dim', REGISTER)] : []),
  ].join('\n')}\n`
}

const REGISTER =
  'register: npm install it, then registerInstrumentations() of @opentelemetry/instrumentation, in the app.'

function tableOf(libraries: readonly LibraryReport[], paint: Paint): readonly string[] {
  if (libraries.length === 0) return ['No library that we know of; HTTP of Node and fetch are traced.']
  const rows = libraries.map(({ library, version, traced, note }) => [library, version, traced, note] as const)
  const head = ['LIBRARY', 'VERSION', 'TRACED', 'HOW, OR WHAT TO DO'] as const
  const width = (column: 0 | 1 | 2) => Math.max(...[head, ...rows].map(row => row[column].length))
  const lineOf = ([library, version, traced, note]: readonly [string, string, string, string], mark = traced) =>
    `${library.padEnd(width(0))}  ${version.padEnd(width(1))}  ${mark}${' '.repeat(width(2) - traced.length)}  ${note}`.trimEnd()
  return [paint('dim', lineOf(head)), ...rows.map(row => lineOf(row, paint(colors[row[2]], row[2])))]
}
