import type { Attributes } from '@opentelemetry/api'
import type { Environment } from '../settings/environment.ts'
import type { Detector } from './detector.ts'
import type { Surroundings } from './surroundings.ts'

/** Lambda, ECS and Elastic Beanstalk, by what they set; more of ECS and all of EC2 and EKS would ask the network. */
export const detectAws: Detector = surroundings => {
  const { environment } = surroundings
  if (environment.AWS_LAMBDA_FUNCTION_NAME) return lambda(environment)
  if (environment.ECS_CONTAINER_METADATA_URI_V4 ?? environment.ECS_CONTAINER_METADATA_URI) return ecs(environment)
  return beanstalk(surroundings)
}

const inAws = (platform: string, { AWS_REGION, AWS_DEFAULT_REGION }: Environment): Attributes => ({
  'cloud.provider': 'aws',
  'cloud.platform': platform,
  'cloud.region': AWS_REGION ?? AWS_DEFAULT_REGION,
})

function lambda(environment: Environment): Attributes {
  const memoryMib = Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE)
  const logGroup = environment.AWS_LAMBDA_LOG_GROUP_NAME
  return {
    ...inAws('aws_lambda', environment),
    'faas.name': environment.AWS_LAMBDA_FUNCTION_NAME,
    'faas.version': environment.AWS_LAMBDA_FUNCTION_VERSION,
    'faas.instance': environment.AWS_LAMBDA_LOG_STREAM_NAME,
    'faas.max_memory': memoryMib > 0 ? memoryMib * 2 ** 20 : undefined,
    'aws.log.group.names': logGroup === undefined ? undefined : [logGroup],
  }
}

/** The address of what ECS knows of a container on Fargate ends with its task and a number. */
function ecs(environment: Environment): Attributes {
  const launchType = /^AWS_ECS_(FARGATE|EC2)$/.exec(environment.AWS_EXECUTION_ENV ?? '')?.[1]
  const task = /\/([\da-f]{32})-\d+$/.exec(environment.ECS_CONTAINER_METADATA_URI_V4 ?? '')?.[1]
  return {
    ...inAws('aws_ecs', environment),
    'aws.ecs.launchtype': launchType?.toLowerCase(),
    'aws.ecs.task.id': task,
  }
}

function beanstalk({ environment, read }: Surroundings): Attributes {
  const text = read('/var/elasticbeanstalk/xray/environment.conf')
  if (text === undefined) return {}
  const { environment_name: name, version_label: version } = JSON.parse(text)
  return {
    ...inAws('aws_elastic_beanstalk', environment),
    'service.namespace': name,
    'service.version': version,
    'deployment.environment.name': name,
  }
}
