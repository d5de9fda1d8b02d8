import type { Attributes } from '@opentelemetry/api'
import type { Environment } from '../settings/environment.ts'
import type { Detector } from './detector.ts'

interface Platform {
  readonly provider: string
  /** Set there and nowhere else. */
  readonly sign: string
  readonly attributes: (environment: Environment) => Attributes
}

/** Platforms that run what they are given, by what they document as set there. */
const platforms: readonly Platform[] = [
  {
    provider: 'heroku',
    sign: 'DYNO',
    attributes: environment => ({
      'heroku.app.id': environment.HEROKU_APP_ID,
      'heroku.release.commit': environment.HEROKU_BUILD_COMMIT ?? environment.HEROKU_SLUG_COMMIT,
      'heroku.release.creation_timestamp': environment.HEROKU_RELEASE_CREATED_AT,
    }),
  },
  {
    provider: 'vercel',
    sign: 'VERCEL',
    attributes: environment => ({
      'cloud.region': environment.VERCEL_REGION,
      'deployment.id': environment.VERCEL_DEPLOYMENT_ID,
      'deployment.environment.name': environment.VERCEL_ENV,
    }),
  },
  {
    provider: 'fly_io',
    sign: 'FLY_APP_NAME',
    attributes: environment => ({
      'cloud.region': environment.FLY_REGION,
      'host.id': environment.FLY_MACHINE_ID,
    }),
  },
  {
    provider: 'render',
    sign: 'RENDER',
    attributes: environment => ({
      'cloud.resource_id': environment.RENDER_SERVICE_ID,
    }),
  },
  {
    provider: 'railway',
    sign: 'RAILWAY_PROJECT_ID',
    attributes: environment => ({
      'cloud.region': environment.RAILWAY_REPLICA_REGION,
      'cloud.resource_id': environment.RAILWAY_SERVICE_ID,
      'deployment.id': environment.RAILWAY_DEPLOYMENT_ID,
      'deployment.environment.name': environment.RAILWAY_ENVIRONMENT_NAME,
    }),
  },
]

export const detectPlatform: Detector = ({ environment }) => {
  const platform = platforms.find(({ sign }) => environment[sign])
  return platform === undefined ? {} : { 'cloud.provider': platform.provider, ...platform.attributes(environment) }
}
