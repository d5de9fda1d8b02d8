/** Whether a key matches. */
export type KeyTest = (key: string) => boolean

/** `*` stands for any text, everything else for itself. No regular expression: this is linear, whatever the glob. */
export function globTest(glob: string): KeyTest {
  const [first = '', ...others] = glob.split('*')
  const last = others.pop()
  if (last === undefined) return key => key === first
  return key => {
    if (key.length < first.length + last.length || !key.startsWith(first) || !key.endsWith(last)) return false
    const end = key.length - last.length
    let from = first.length
    for (const part of others) {
      const found = key.indexOf(part, from)
      if (found < 0 || found + part.length > end) return false
      from = found + part.length
    }
    return true
  }
}

export const anyGlob = (globs: readonly string[]): KeyTest => {
  const tests = globs.map(globTest)
  return key => tests.some(test => test(key))
}
