import { type Library, libraries } from './libraries.ts'
import type { Manifest, Project } from './project.ts'

/** One library in one version, and whether its calls become spans. */
export interface LibraryReport {
  readonly library: string
  readonly version: string
  readonly traced: 'yes' | 'unsure' | 'no'
  /** By what, or what to do. */
  readonly note: string
}

/** Every known library that is installed, also for others; and those that are needed and missing. */
export function coverageOf({ installed, missing }: Project): readonly LibraryReport[] {
  const found = libraries.flatMap(library =>
    installed
      .filter(({ name }) => name === library.name)
      .map(each => reportOf(library, each))
      .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })),
  )
  const absent = libraries
    .filter(({ name }) => missing.includes(name))
    .map(({ name }) => ({ library: name, version: '–', traced: 'unsure', note: 'not installed' }) as const)
  return [...unique(found), ...absent]
}

function reportOf({ name, majors, coverage }: Library, { version }: Manifest): LibraryReport {
  const report = { library: name, version }
  if (coverage.kind === 'none') return { ...report, traced: 'no', note: coverage.advice }
  if (coverage.kind === 'below') return { ...report, traced: 'yes', note: `by ${coverage.by}` }
  const major = Number.parseInt(version, 10)
  const known = `known are ${majors.map(each => `${each}.x`).join(', ')}`
  if (majors.includes(major)) return { ...report, traced: 'yes', note: `by ${coverage.instrumentation}` }
  return major < Math.min(...majors)
    ? { ...report, traced: 'no', note: `too old: ${known}` }
    : { ...report, traced: 'unsure', note: `newer than what we know: ${known}` }
}

const unique = (reports: readonly LibraryReport[]): readonly LibraryReport[] => [
  ...new Map(reports.map(report => [`${report.library} ${report.version}`, report])).values(),
]
