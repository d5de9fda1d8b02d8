import { SqlSpans, type SqlTarget } from './sql-span.ts'

/** Clients and the options of pools say by the same names what they are connected to. */
export const pgSpans = new SqlSpans<SqlTarget>({
  name: 'pg',
  system: 'postgresql',
  targetOf: client => client,
  statusOf: sqlState,
})

/** PostgreSQL's code, of what its drivers throw; their own errors have others. */
export function sqlState(error: object): string | undefined {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}
