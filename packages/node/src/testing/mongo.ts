import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { requireProgram } from '@throughline/otlp/testing'
import { repository } from './run-app.ts'

const java = requireProgram('java', 'default-jre-headless')
const jars = join(repository, 'node_modules/.cache/throughline/mongo-java-server-1.47.0')

/** For a test's options. `scripts/get-mongo-server.ts` says why this server. */
export const mongoServer = {
  skip: existsSync(jars)
    ? java.skip
    : 'no mongo-java-server on this machine; node_modules/.bin/node scripts/get-mongo-server.ts',
}

export interface TestMongo {
  readonly port: number
  close(): Promise<void>
}

export async function startMongo(): Promise<TestMongo> {
  const source = fileURLToPath(new URL('MongoServer.java', import.meta.url))
  const child = spawn(java.path, ['-cp', join(jars, '*'), source], { stdio: ['pipe', 'pipe', 'ignore'] })
  const [port] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    port: Number(port),
    close: async () => {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
