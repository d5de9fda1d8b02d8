import { ok, type Result } from '@throughline/otlp'
import { coverageOf } from './coverage.ts'
import { obstaclesOf } from './obstacles.ts'
import { readProject } from './project.ts'
import { type BootstrapReport, projectOf } from './report.ts'

/** What of the project in `folder` would be traced, and what would not, and why. */
export function bootstrap(folder: string): Result<BootstrapReport> {
  const project = readProject(folder)
  if (!project.ok) return project
  const { value } = project
  return ok({ project: projectOf(value.manifests[0]), libraries: coverageOf(value), obstacles: obstaclesOf(value) })
}
