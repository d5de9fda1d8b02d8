/** A protocol that one of the products sends its spans by. */
export interface Intake {
  /** The spans in a body. Steps over them where it can, so that the receiver leaves its core to the load generator. */
  count(body: Buffer): number
  /** Each span decoded, in one line: its kind, its name, and the status of the answer where there was one. */
  describe(body: Buffer): readonly string[]
  readonly answer: { readonly type: string; readonly body: string }
}

/** One span as the expectations of a case write it: `server GET /hello/:id 200`. */
export const line = (...parts: readonly unknown[]) => parts.filter(part => part !== undefined && part !== '').join(' ')
