import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { canHook } from '../../modules/es-modules.ts'
import { type ModelServer, startModelServer } from '../../testing/model-server.ts'
import { plain, startReceiver, type TestReceiver } from '../../testing/receiver.ts'
import { runApp } from '../../testing/run-app.ts'

const both = (imports: string, required: string, work: string) => ({
  'app.mjs': `${imports}; import { trace } from '@opentelemetry/api'; ${work}`,
  'app.cjs': `${required}; const { trace } = require('@opentelemetry/api'); ${work}`,
})

/** Each call within a span of the app's; a span is started after it, too, which has to be a sibling. */
const inSpan = `
const tracer = trace.getTracer('app')
const inSpan = async (name, call) => tracer.startActiveSpan(name, async span => {
  try {
    const result = await call()
    tracer.startSpan('after ' + name).end()
    return result
  } finally { span.end() }
})`

const openai = both(
  `import OpenAI from 'openai'`,
  `const OpenAI = require('openai')`,
  `
const client = new OpenAI({ apiKey: 'key', baseURL: process.env.MODEL_URL + '/v1', maxRetries: 0 })
const messages = [{ role: 'user', content: 'a secret question' }]
${inSpan}
async function main() {
  const reply = await inSpan('chat', () => client.chat.completions.create({ model: 'gpt-x', messages, temperature: 0.5 }))
  console.log(reply.choices[0].message.content)
  const parts = []
  await inSpan('stream', async () => {
    const stream = await client.chat.completions.create({ model: 'gpt-x', messages, stream: true })
    for await (const part of stream) parts.push(part.choices.length)
  })
  console.log(parts.join())
  const vectors = await inSpan('embed', () => client.embeddings.create({ model: 'embed-x', input: 'a secret', encoding_format: 'float' }))
  console.log(vectors.data[0].embedding.join())
  const { response } = await inSpan('raw', () => client.chat.completions.create({ model: 'gpt-x', messages }).withResponse())
  console.log(response.status)
  const bare = await inSpan('bare', () => client.chat.completions.create({ model: 'gpt-x', messages }).asResponse())
  console.log(bare.status)
  if (client.responses) await inSpan('respond', () => client.responses.create({ model: 'gpt-x', input: 'a secret' }))
  await inSpan('fail', () => client.chat.completions.create({ model: 'gone', messages })).catch(error => console.log(error.status))
  process.on('unhandledRejection', error => console.log('unhandled', error.status))
  client.chat.completions.create({ model: 'gone', messages }).asResponse()
}
main()`,
)

const gemini = both(
  `import { GoogleGenAI } from '@google/genai'`,
  `const { GoogleGenAI } = require('@google/genai')`,
  `
const ai = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: process.env.MODEL_URL } })
${inSpan}
async function main() {
  const contents = 'a secret question'
  const reply = await inSpan('generate', () => ai.models.generateContent({ model: 'gemini-x', contents, config: { topK: 3 } }))
  console.log(reply.text)
  const parts = []
  await inSpan('stream', async () => {
    for await (const part of await ai.models.generateContentStream({ model: 'gemini-x', contents })) parts.push(part.text)
  })
  console.log(parts.length)
}
main()`,
)

/** ES modules, under a Node that tells nothing of them. */
const isHidden = (file: string): boolean => !canHook && file.endsWith('.mjs')

const texts = (...values: string[]) => ({ kind: 'array', values: values.map(value => ({ kind: 'string', value })) })

describe('a call of a model', () => {
  let receiver: TestReceiver
  let models: ModelServer
  before(async () => {
    receiver = await startReceiver()
    models = await startModelServer()
  })
  after(() => Promise.all([receiver.close(), models.close()]))

  const run = async (file: string, source: string, library: string, extra: Record<string, string> = {}) => {
    const service = [library, file, ...Object.values(extra)].join()
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: service,
      MODEL_URL: models.url,
      ...extra,
    }
    const app = runApp({ file, source, library, env })
    assert.equal(await app.exited, 0, app.stderr())
    const received = receiver.spans.filter(({ serviceName }) => serviceName === service)
    const idOf = (name: string) => received.find(({ span }) => span.name === name)?.span.spanId
    const calls = received
      .filter(({ scopeName }) => /openai|genai/.test(scopeName))
      .map(({ span }) => ({ ...span, plain: plain(span.attributes) }))
    const below = (name: string) => calls.find(({ parentSpanId }) => parentSpanId === idOf(name))
    const parentOf = (name: string) => received.find(({ span }) => span.name === name)?.span.parentSpanId
    return { stdout: app.stdout(), received, calls, below, idOf, parentOf }
  }

  const openAiOutput = ['a secret answer', '1,1,0', '0.5,0.25', '200', '200', '404', 'unhandled 404', ''].join('\n')
  for (const library of ['openai-4', 'openai-7']) {
    for (const [file, source] of Object.entries(openai)) {
      test(`of OpenAI is a span with its tokens: ${library}, ${file}`, { skip: isHidden(file) }, async () => {
        const { stdout, received, calls, below, idOf, parentOf } = await run(file, source, library)
        assert.equal(stdout, openAiOutput)
        const port = BigInt(new URL(models.url).port)
        assert.deepEqual(below('chat')?.plain, {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-x',
          'gen_ai.request.temperature': 0.5,
          'gen_ai.response.id': 'chat-1',
          'gen_ai.response.model': 'gpt-x-2026',
          'gen_ai.response.finish_reasons': texts('stop'),
          'gen_ai.usage.input_tokens': 11n,
          'gen_ai.usage.output_tokens': 7n,
          'server.address': '127.0.0.1',
          'server.port': port,
        })
        assert.deepEqual([below('chat')?.name, below('chat')?.kind], ['chat gpt-x', 3])
        assert.equal(below('stream')?.plain['gen_ai.usage.output_tokens'], 7n)
        assert.deepEqual(below('stream')?.plain['gen_ai.response.finish_reasons'], texts('stop'))
        assert.equal(below('embed')?.name, 'embeddings embed-x')
        assert.equal(below('embed')?.plain['gen_ai.usage.input_tokens'], 3n)
        assert.equal(below('raw')?.plain['gen_ai.usage.input_tokens'], 11n)
        assert.equal(below('bare')?.plain['gen_ai.response.id'], undefined)
        if (library !== 'openai-4') assert.equal(below('respond')?.plain['gen_ai.usage.output_tokens'], 2n)
        assert.deepEqual([below('fail')?.status.code, below('fail')?.plain['error.type']], [2, 'NotFoundError'])
        // The request over HTTP is below the call, and what the app does afterwards is not.
        const http = received.filter(({ span }) => span.parentSpanId === below('chat')?.spanId)
        assert.deepEqual(
          http.map(({ span }) => [span.name, span.kind]),
          [['POST', 3]],
        )
        assert.equal(parentOf('after stream'), idOf('stream'))
        assert.equal(calls.length, library === 'openai-4' ? 7 : 8)
        assert.ok(
          !JSON.stringify(received, (_key, value) => (typeof value === 'bigint' ? '' : value)).includes('secret'),
        )
      })

      test(`of OpenAI goes as it does without us where that is off: ${library}, ${file}`, async () => {
        const { stdout, calls } = await run(file, source, library, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'openai' })
        assert.equal(stdout, openAiOutput)
        assert.deepEqual(calls, [])
      })
    }
  }

  for (const library of ['google-genai-1', 'google-genai-3']) {
    for (const [file, source] of Object.entries(gemini)) {
      // What that version has for `require` is an ES module by mistake.
      if (library === 'google-genai-1' && file === 'app.cjs') continue
      test(`of Gemini is a span with its tokens: ${library}, ${file}`, { skip: isHidden(file) }, async () => {
        const { stdout, calls, below, idOf, parentOf } = await run(file, source, library)
        assert.equal(stdout, 'a secret answer\n2\n')
        assert.deepEqual(below('generate')?.plain, {
          'gen_ai.operation.name': 'generate_content',
          'gen_ai.provider.name': 'gcp.gemini',
          'gen_ai.request.model': 'gemini-x',
          'gen_ai.request.top_k': 3n,
          ...(library !== 'google-genai-1' && { 'gen_ai.response.id': 'gem-1' }),
          'gen_ai.response.model': 'gemini-x-001',
          'gen_ai.response.finish_reasons': texts('STOP'),
          'gen_ai.usage.input_tokens': 4n,
          'gen_ai.usage.output_tokens': 6n,
          'server.address': '127.0.0.1',
          'server.port': BigInt(new URL(models.url).port),
        })
        assert.deepEqual([below('generate')?.name, below('stream')?.name], Array(2).fill('generate_content gemini-x'))
        assert.equal(below('stream')?.plain['gen_ai.usage.output_tokens'], 6n)
        assert.equal(parentOf('after stream'), idOf('stream'))
        assert.equal(calls.length, 2)
      })
    }
  }
})
