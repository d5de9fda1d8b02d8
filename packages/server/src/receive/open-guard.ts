import { readFileSync } from 'node:fs'
import { err, ok, type Result } from '@throughline/otlp'
import { watchFiles } from '../listen/watch-files.ts'
import { type Credentials, type Guard, guardBy } from './auth.ts'
import type { AuthSettings } from './settings.ts'

export interface OpenGuard extends Guard {
  close(): void
}

/** The guard that settings ask for, who follows their files; `tell` hears of what goes wrong later. */
export function openGuard(settings: AuthSettings, tell: (sentence: string) => void): Result<OpenGuard> {
  const first = readCredentials(settings)
  if (!first.ok) return first
  let guard = guardBy(first.value)
  const close = watchFiles(filesOf(settings), () => {
    const again = readCredentials(settings)
    if (again.ok) guard = guardBy(again.value)
    else tell(`${again.error} What it held before stays in use.`)
  })
  return ok({
    letsIn: authorization => guard.letsIn(authorization),
    get challenge() {
      return guard.challenge
    },
    close,
  })
}

function filesOf({ bearer_token_files, basic_users }: AuthSettings): string[] {
  return [...bearer_token_files, ...basic_users.map(user => user.password_file).filter(path => path !== '')]
}

/** An empty secret is refused, wherever it is: it would let everybody in who sends none. */
function readCredentials(settings: AuthSettings): Result<Credentials> {
  const bearerTokens = [...settings.bearer_tokens]
  for (const path of settings.bearer_token_files) {
    const lines = readLines(path)
    if (!lines.ok) return lines
    bearerTokens.push(...lines.value)
  }
  if (bearerTokens.includes('')) return err('A bearer token is empty.')
  const basicUsers: { user: string; password: string }[] = []
  for (const { user, password, password_file } of settings.basic_users) {
    const lines = password_file === '' ? ok([password]) : readLines(password_file)
    if (!lines.ok) return lines
    const [secret = ''] = lines.value
    if (secret === '') return err(`The password of ${user} is empty.`)
    basicUsers.push({ user, password: secret })
  }
  return ok({ bearerTokens, basicUsers })
}

function readLines(path: string): Result<string[]> {
  try {
    const lines = readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .filter(line => line !== '')
    return lines.length > 0 ? ok(lines) : err(`${path} holds no secret.`)
  } catch (error) {
    return err(`A secret cannot be read (${error instanceof Error ? error.message : String(error)}).`)
  }
}
