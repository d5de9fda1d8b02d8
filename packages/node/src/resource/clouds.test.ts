import { describe } from 'node:test'
import { detectedBy } from '../testing/surroundings.ts'

describe('AWS is known by what it sets in', () => {
  detectedBy('aws', [
    [
      'Lambda',
      {
        AWS_LAMBDA_FUNCTION_NAME: 'resize',
        AWS_LAMBDA_FUNCTION_VERSION: '7',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/resize',
        AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/26/[7]abc',
        AWS_REGION: 'eu-central-1',
      },
      {},
      {
        'cloud.provider': 'aws',
        'cloud.platform': 'aws_lambda',
        'cloud.region': 'eu-central-1',
        'faas.name': 'resize',
        'faas.version': '7',
        'faas.instance': '2026/11/26/[7]abc',
        'faas.max_memory': 128 * 1024 * 1024,
        'aws.log.group.names': ['/aws/lambda/resize'],
      },
    ],
    [
      'ECS on Fargate',
      {
        ECS_CONTAINER_METADATA_URI_V4: `http://169.254.170.2/v4/${'ab'.repeat(16)}-1234567890`,
        AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
        AWS_REGION: 'us-east-1',
      },
      {},
      {
        'cloud.provider': 'aws',
        'cloud.platform': 'aws_ecs',
        'cloud.region': 'us-east-1',
        'aws.ecs.launchtype': 'fargate',
        'aws.ecs.task.id': 'ab'.repeat(16),
      },
    ],
    [
      'Elastic Beanstalk',
      {},
      { '/var/elasticbeanstalk/xray/environment.conf': '{"environment_name":"shop-prod","version_label":"v3"}' },
      {
        'cloud.provider': 'aws',
        'cloud.platform': 'aws_elastic_beanstalk',
        'deployment.environment.name': 'shop-prod',
        'service.namespace': 'shop-prod',
        'service.version': 'v3',
      },
    ],
    ['no file that is not what it should be', {}, { '/var/elasticbeanstalk/xray/environment.conf': '{' }, {}],
    ['nothing elsewhere', { AWS_REGION: 'eu-central-1' }, {}, {}],
  ])
})

describe('Google Cloud is known by what it sets in', () => {
  const service = { K_SERVICE: 'orders', K_REVISION: 'orders-00001', K_CONFIGURATION: 'orders' }
  const faas = { 'cloud.provider': 'gcp', 'faas.name': 'orders', 'faas.version': 'orders-00001' }
  detectedBy('gcp', [
    ['Cloud Run', service, {}, { ...faas, 'cloud.platform': 'gcp_cloud_run' }],
    [
      'Cloud Functions, which run in Cloud Run',
      { ...service, FUNCTION_TARGET: 'handler' },
      {},
      { ...faas, 'cloud.platform': 'gcp_cloud_functions' },
    ],
    [
      'jobs of Cloud Run',
      { CLOUD_RUN_JOB: 'report', CLOUD_RUN_EXECUTION: 'report-x', CLOUD_RUN_TASK_INDEX: '0' },
      {},
      {
        'cloud.provider': 'gcp',
        'cloud.platform': 'gcp_cloud_run',
        'faas.name': 'report',
        'gcp.cloud_run.job.execution': 'report-x',
        'gcp.cloud_run.job.task_index': 0,
      },
    ],
    [
      'App Engine',
      { GAE_SERVICE: 'default', GAE_VERSION: 'v1', GAE_INSTANCE: 'i', GOOGLE_CLOUD_PROJECT: 'shop' },
      {},
      {
        'cloud.provider': 'gcp',
        'cloud.platform': 'gcp_app_engine',
        'cloud.account.id': 'shop',
        'faas.name': 'default',
        'faas.version': 'v1',
        'faas.instance': 'i',
      },
    ],
    ['nothing elsewhere', { GOOGLE_CLOUD_PROJECT: 'shop' }, {}, {}],
  ])
})

describe('Azure is known by what it sets in', () => {
  const site = {
    WEBSITE_SITE_NAME: 'shop',
    WEBSITE_INSTANCE_ID: 'i',
    WEBSITE_OWNER_NAME: 'sub+rest',
    WEBSITE_RESOURCE_GROUP: 'group',
    REGION_NAME: 'West Europe',
  }
  const own = {
    'cloud.provider': 'azure',
    'cloud.region': 'West Europe',
    'cloud.resource_id': '/subscriptions/sub/resourceGroups/group/providers/Microsoft.Web/sites/shop',
  }
  detectedBy('azure', [
    [
      'App Service',
      { ...site, WEBSITE_SLOT_NAME: 'staging', WEBSITE_HOSTNAME: 'shop.azurewebsites.net' },
      {},
      {
        ...own,
        'cloud.platform': 'azure.app_service',
        'deployment.environment.name': 'staging',
        'host.id': 'shop.azurewebsites.net',
      },
    ],
    [
      'Functions, which run in an App Service',
      { ...site, FUNCTIONS_EXTENSION_VERSION: '~4', WEBSITE_MEMORY_LIMIT_MB: '512' },
      {},
      {
        ...own,
        'cloud.platform': 'azure.functions',
        'faas.name': 'shop',
        'faas.instance': 'i',
        'faas.max_memory': 512 * 1024 * 1024,
      },
    ],
    [
      'Container Apps',
      { CONTAINER_APP_NAME: 'shop', CONTAINER_APP_REVISION: 'shop--1' },
      {},
      { 'cloud.provider': 'azure', 'cloud.platform': 'azure.container_apps', 'service.version': 'shop--1' },
    ],
    ['nothing elsewhere', {}, {}, {}],
  ])
})

describe('a platform is known by what it sets:', () => {
  detectedBy('platform', [
    [
      'Heroku',
      { DYNO: 'web.1', HEROKU_APP_ID: 'a', HEROKU_SLUG_COMMIT: 'c', HEROKU_RELEASE_CREATED_AT: 't' },
      {},
      {
        'cloud.provider': 'heroku',
        'heroku.app.id': 'a',
        'heroku.release.commit': 'c',
        'heroku.release.creation_timestamp': 't',
      },
    ],
    [
      'Vercel',
      { VERCEL: '1', VERCEL_ENV: 'preview', VERCEL_REGION: 'fra1', VERCEL_DEPLOYMENT_ID: 'dpl_1' },
      {},
      {
        'cloud.provider': 'vercel',
        'cloud.region': 'fra1',
        'deployment.id': 'dpl_1',
        'deployment.environment.name': 'preview',
      },
    ],
    [
      'Fly.io',
      { FLY_APP_NAME: 'shop', FLY_REGION: 'ams', FLY_MACHINE_ID: 'm' },
      {},
      { 'cloud.provider': 'fly_io', 'cloud.region': 'ams', 'host.id': 'm' },
    ],
    [
      'Render',
      { RENDER: 'true', RENDER_SERVICE_ID: 's' },
      {},
      { 'cloud.provider': 'render', 'cloud.resource_id': 's' },
    ],
    [
      'Railway',
      { RAILWAY_PROJECT_ID: 'p', RAILWAY_SERVICE_ID: 's', RAILWAY_ENVIRONMENT_NAME: 'production' },
      {},
      { 'cloud.provider': 'railway', 'cloud.resource_id': 's', 'deployment.environment.name': 'production' },
    ],
    ['none', {}, {}, {}],
  ])
})
