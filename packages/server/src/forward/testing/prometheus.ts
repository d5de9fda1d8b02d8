import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { freePort } from '@throughline/otlp/testing'
import { temporaryFolder } from './temporary-folder.ts'

/** A real Prometheus that takes remote writes. */
export interface Prometheus {
  readonly writeUrl: string
  /** What its query API answers: by labels, the value in text, or the native histogram. */
  query(expression: string): Promise<readonly PrometheusSeries[]>
}

export interface PrometheusSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: readonly [number, string]
  readonly histogram?: readonly [
    number,
    { readonly count: string; readonly sum: string; readonly buckets: readonly (readonly [number, ...string[]])[] },
  ]
}

export async function startPrometheus(t: TestContext, path: string): Promise<Prometheus> {
  const folder = await temporaryFolder(t)
  const config = join(folder, 'prometheus.yml')
  await writeFile(config, '{}')
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    path,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--web.enable-remote-write-receiver',
      '--enable-feature=native-histograms',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const closed = once(child, 'close')
  t.after(async () => {
    child.kill('SIGKILL')
    await closed
  })
  for await (const line of createInterface({ input: child.stderr })) if (line.includes('Server is ready')) break
  child.stderr.resume()
  return {
    writeUrl: `http://${address}/api/v1/write`,
    async query(expression) {
      const answer = await fetch(`http://${address}/api/v1/query?query=${encodeURIComponent(expression)}`)
      const body = (await answer.json()) as { data: { result: readonly PrometheusSeries[] } }
      return body.data.result
    },
  }
}
