import type { Attributes } from '@opentelemetry/api'
import type { Environment } from '../settings/environment.ts'
import type { Detector } from './detector.ts'

/** Container Apps, Functions and App Service, by what they set. */
export const detectAzure: Detector = ({ environment }) => {
  if (environment.CONTAINER_APP_NAME && environment.CONTAINER_APP_REVISION) {
    return { ...inAzure('azure.container_apps'), 'service.version': environment.CONTAINER_APP_REVISION }
  }
  if (!environment.WEBSITE_SITE_NAME) return {}
  return isFunction(environment) ? functions(environment) : appService(environment)
}

const inAzure = (platform: string): Attributes => ({ 'cloud.provider': 'azure', 'cloud.platform': platform })

/** Functions run in an App Service. */
const isFunction = ({ FUNCTIONS_EXTENSION_VERSION: version, WEBSITE_SKU: sku }: Environment): boolean =>
  Boolean(version) || sku === 'FlexConsumption'

function functions(environment: Environment): Attributes {
  const memoryMib = Number(environment.WEBSITE_MEMORY_LIMIT_MB)
  return {
    ...inAzure('azure.functions'),
    ...site(environment),
    'faas.name': environment.WEBSITE_SITE_NAME,
    'faas.instance': environment.WEBSITE_INSTANCE_ID,
    'faas.max_memory': memoryMib > 0 ? memoryMib * 2 ** 20 : undefined,
  }
}

const appService = (environment: Environment): Attributes => ({
  ...inAzure('azure.app_service'),
  ...site(environment),
  'deployment.environment.name': environment.WEBSITE_SLOT_NAME,
  'host.id': environment.WEBSITE_HOSTNAME,
})

function site({ REGION_NAME: region, WEBSITE_SITE_NAME, WEBSITE_OWNER_NAME, WEBSITE_RESOURCE_GROUP }: Environment) {
  const [subscription] = WEBSITE_OWNER_NAME?.split('+') ?? []
  const group = `/subscriptions/${subscription}/resourceGroups/${WEBSITE_RESOURCE_GROUP}`
  return {
    'cloud.region': region,
    'cloud.resource_id': subscription && `${group}/providers/Microsoft.Web/sites/${WEBSITE_SITE_NAME}`,
  }
}
