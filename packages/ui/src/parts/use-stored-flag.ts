import { useState } from 'react'

/** A yes or no that outlives the page. */
export function useStoredFlag(key: string, initial: boolean) {
  const [value, setValue] = useState(() => (localStorage.getItem(key) ?? String(initial)) === 'true')
  const store = (next: boolean) => {
    localStorage.setItem(key, String(next))
    setValue(next)
  }
  return [value, store] as const
}
