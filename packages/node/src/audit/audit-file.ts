import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { say } from '../say.ts'

export interface AuditFileLimits {
  readonly maxBytes: number
  /** The one that is written included. */
  readonly maxFiles: number
}

/** Never a pipe that nobody reads: to open that would wait. */
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0)

/** What `#rotate` puts behind the name. */
const isRotation = /^\d{4}-\d\d-\d\dT[\d-]+Z\.\d+-\d+-\d+$/

let rotationCount = 0

/**
 * A file of lines that several processes append to. All lines of a call are one write, which the system appends as a
 * whole; it is done at once, so that there is nothing to lose at the end of a process, not even by `kill -9`.
 *
 * Whoever finds it full renames it, to a name that nobody else makes: so without a lock no rotation puts one file in
 * another's place, and who still holds a renamed file writes a last line there.
 */
export class AuditFile {
  readonly #path: string
  readonly #limits: AuditFileLimits
  #open: { readonly descriptor: number; readonly inode: number } | undefined
  #isTorn = false
  #hasComplained = false

  constructor(path: string, limits: AuditFileLimits) {
    this.#path = path
    this.#limits = limits
  }

  /** Never throws: the app works without its audit file, and one sentence says that it is not written. */
  append(lines: string): void {
    try {
      this.#write(this.#descriptor(), lines)
    } catch (error) {
      this.#close()
      this.#complain(error)
    }
  }

  #descriptor(): number {
    const found = statSync(this.#path, { throwIfNoEntry: false })
    const isFull = found !== undefined && found.size >= this.#limits.maxBytes
    if (isFull) this.#rotate()
    // Moved away by another process, or by a tool for logs.
    if (isFull || found?.ino !== this.#open?.inode) this.#close()
    this.#open ??= opened(this.#path)
    return this.#open.descriptor
  }

  #write(descriptor: number, lines: string): void {
    const bytes = Buffer.from(this.#isTorn ? `\n${lines}` : lines)
    this.#isTorn = writeSync(descriptor, bytes) < bytes.length
    if (this.#isTorn) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
  }

  #rotate(): void {
    const time = new Date().toISOString().replaceAll(/[:.]/g, '-')
    try {
      renameSync(this.#path, `${this.#path}.${time}.${process.pid}-${threadId}-${rotationCount++}`)
    } catch (error) {
      // Another process was faster.
      if (codeOf(error) !== 'ENOENT') throw error
    }
    this.#removeOldest()
  }

  /** Their names begin with the time. Another process may be at the same. */
  #removeOldest(): void {
    const folder = dirname(this.#path)
    const start = `${basename(this.#path)}.`
    const rotated = readdirSync(folder).filter(
      name => name.startsWith(start) && isRotation.test(name.slice(start.length)),
    )
    const oldest = rotated.sort().slice(0, Math.max(rotated.length + 1 - this.#limits.maxFiles, 0))
    for (const name of oldest) rmSync(join(folder, name), { force: true })
  }

  #close(): void {
    if (this.#open !== undefined) closeSync(this.#open.descriptor)
    this.#open = undefined
  }

  #complain(error: unknown): void {
    if (!this.#hasComplained) {
      say(
        `cannot write the audit file ${JSON.stringify(this.#path)} (${codeOf(error)}); its lines are lost until it can`,
      )
    }
    this.#hasComplained = true
  }
}

function opened(path: string) {
  const descriptor = openSync(path, flags)
  return { descriptor, inode: fstatSync(descriptor).ino }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : error
