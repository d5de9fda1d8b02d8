import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import {
  type Result,
  readLogsProto,
  readMetricsProto,
  readTracesProto,
  writeLogsJson,
  writeMetricsJson,
  writeTracesJson,
} from '@throughline/otlp'
import type { Payload } from '../../pipeline/payload.ts'
import { fileAdvice } from './advice.ts'
import { refused, type Sender, type SendOutcome, sent, unavailable } from './sender.ts'

export interface JsonFileOptions {
  readonly path: string
  /** A file that would be larger is renamed to `path.1`, that to `path.2`, and so on. */
  readonly rotateBytes: number
  /** How many renamed files are kept. */
  readonly rotateFiles: number
}

/** One request in the JSON of OTLP on each line, as the OpenTelemetry Protocol File Exporter has it. */
export function openJsonFileSender({ path, rotateBytes, rotateFiles }: JsonFileOptions): Sender {
  return {
    async send(request) {
      const json = jsonOf(request)
      if (!json.ok) return refused(json.error)
      return append(`${json.value}\n`).then(() => sent, asUnavailable)
    },
    close() {},
  }

  async function append(line: string): Promise<void> {
    const bytes = await sizeOf(path)
    if (bytes > 0 && bytes + Buffer.byteLength(line) > rotateBytes) await rotate()
    const file = await open(path, 'a')
    try {
      await writeWhole(file, line)
    } finally {
      await file.close()
    }
  }

  async function rotate(): Promise<void> {
    for (let number = rotateFiles - 1; number >= 1; number--) {
      await rename(`${path}.${number}`, `${path}.${number + 1}`).catch(unlessMissing)
    }
    await rename(path, `${path}.1`)
  }
}

/** Half a line, where the disk is full, is taken back: what reads the file later must not stumble over it. */
async function writeWhole(file: FileHandle, line: string): Promise<void> {
  const { size } = await file.stat()
  try {
    await file.writeFile(line)
  } catch (error) {
    await file.truncate(size)
    throw error
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(unlessMissing)
  return found?.size ?? 0
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

const asUnavailable = (error: unknown): SendOutcome =>
  unavailable(error instanceof Error ? fileAdvice(error) : String(error))

function jsonOf({ signal, bytes }: Payload): Result<string> {
  switch (signal) {
    case 'traces':
      return mapped(readTracesProto(bytes), writeTracesJson)
    case 'metrics':
      return mapped(readMetricsProto(bytes), writeMetricsJson)
    case 'logs':
      return mapped(readLogsProto(bytes), writeLogsJson)
    case 'profiles':
      return { ok: false, error: 'profiles have no JSON here' }
  }
}

const mapped = <From, To>(result: Result<From>, map: (value: From) => To): Result<To> =>
  result.ok ? { ok: true, value: map(result.value) } : result
