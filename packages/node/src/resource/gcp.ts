import type { Attributes } from '@opentelemetry/api'
import type { Environment } from '../settings/environment.ts'
import type { Detector } from './detector.ts'

/** Cloud Run, Cloud Functions and App Engine, by what they set; region and instance would ask the network. */
export const detectGcp: Detector = ({ environment }) => {
  const attributes = platformOf(environment)
  if (attributes === undefined) return {}
  return {
    'cloud.provider': 'gcp',
    'cloud.account.id': environment.GOOGLE_CLOUD_PROJECT ?? environment.GCLOUD_PROJECT,
    ...attributes,
  }
}

function platformOf(environment: Environment): Attributes | undefined {
  if (environment.CLOUD_RUN_JOB) return job(environment)
  // Functions run in Cloud Run, and have its variables too.
  if (environment.FUNCTION_TARGET) return service('gcp_cloud_functions', environment)
  if (environment.K_CONFIGURATION) return service('gcp_cloud_run', environment)
  return environment.GAE_SERVICE ? appEngine(environment) : undefined
}

const service = (platform: string, { K_SERVICE, K_REVISION, FUNCTION_REGION }: Environment): Attributes => ({
  'cloud.platform': platform,
  'cloud.region': FUNCTION_REGION,
  'faas.name': K_SERVICE,
  'faas.version': K_REVISION,
})

const job = ({ CLOUD_RUN_JOB, CLOUD_RUN_EXECUTION, CLOUD_RUN_TASK_INDEX: index }: Environment): Attributes => ({
  'cloud.platform': 'gcp_cloud_run',
  'faas.name': CLOUD_RUN_JOB,
  'gcp.cloud_run.job.execution': CLOUD_RUN_EXECUTION,
  'gcp.cloud_run.job.task_index': index === undefined ? undefined : Number(index),
})

const appEngine = ({ GAE_SERVICE, GAE_VERSION, GAE_INSTANCE }: Environment): Attributes => ({
  'cloud.platform': 'gcp_app_engine',
  'faas.name': GAE_SERVICE,
  'faas.version': GAE_VERSION,
  'faas.instance': GAE_INSTANCE,
})
