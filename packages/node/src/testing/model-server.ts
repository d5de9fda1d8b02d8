import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface ModelServer {
  readonly url: string
  close(): Promise<void>
}

/** Answers as OpenAI and Gemini do: the same client libraries speak to it, with its address for theirs. */
export async function startModelServer(): Promise<ModelServer> {
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as { model?: string; stream?: boolean }
    const path = new URL(request.url ?? '', 'http://localhost').pathname
    if (body.model === 'gone') return send(response, { error: { message: 'no such model', type: 'x' } }, 404)
    if (path.endsWith(':generateContent')) return send(response, geminiReply('STOP'))
    if (path.endsWith(':streamGenerateContent')) return stream(response, [geminiReply(undefined), geminiReply('STOP')])
    if (path.endsWith('/embeddings')) return send(response, embedding)
    if (path.endsWith('/responses')) return send(response, openAiResponse)
    if (body.stream === true) return stream(response, [chatPart(null), chatPart('stop'), chatUsage, '[DONE]'])
    send(response, chatReply)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function stream(response: ServerResponse, parts: readonly (object | string)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const part of parts) response.write(`data: ${typeof part === 'string' ? part : JSON.stringify(part)}\n\n`)
  response.end()
}

const chat = { id: 'chat-1', created: 1, model: 'gpt-x-2026' }
const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }
const message = { role: 'assistant', content: 'a secret answer' }
const chatReply = { ...chat, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }
const chatPart = (finishReason: string | null) => ({
  ...chat,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content: 'a secret' }, finish_reason: finishReason }],
})
const chatUsage = { ...chat, object: 'chat.completion.chunk', choices: [], usage }
const embedding = {
  object: 'list',
  model: 'embed-x-2026',
  data: [{ object: 'embedding', index: 0, embedding: [0.5, 0.25] }],
  usage: { prompt_tokens: 3, total_tokens: 3 },
}
const openAiResponse = {
  id: 'resp-1',
  object: 'response',
  model: 'gpt-x-2026',
  status: 'completed',
  output: [],
  usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 },
}
const geminiReply = (finishReason: string | undefined) => ({
  responseId: 'gem-1',
  modelVersion: 'gemini-x-001',
  candidates: [{ content: { role: 'model', parts: [{ text: 'a secret answer' }] }, finishReason }],
  usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 10 },
})
