// What `@opentelemetry/auto-instrumentations-node/register` does, and one thing that no variable can: a request of
// Express is one span, as with the others, and not one for each layer too.
const { getNodeAutoInstrumentations, getResourceDetectors } = require('@opentelemetry/auto-instrumentations-node')
const { NodeSDK } = require('@opentelemetry/sdk-node')

const sdk = new NodeSDK({
  instrumentations: getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-express': { ignoreLayersType: ['middleware', 'request_handler', 'router'] },
  }),
  resourceDetectors: getResourceDetectors(),
})
sdk.start()

const shutdown = () => sdk.shutdown()
process.on('SIGTERM', shutdown)
process.once('beforeExit', shutdown)
