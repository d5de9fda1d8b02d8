import { useState } from 'react'

export interface NumberRange {
  readonly initial: number
  readonly least: number
  readonly most: number
}

/** A number that outlives the page, kept within its bounds. */
export function useStoredNumber(key: string, { initial, least, most }: NumberRange) {
  const clamp = (value: number) => Math.min(Math.max(value, least), most)
  const [value, setValue] = useState(() => {
    const stored = localStorage.getItem(key)
    return clamp(stored === null || !Number.isFinite(Number(stored)) ? initial : Number(stored))
  })
  const store = (next: number) => {
    const bounded = Math.round(clamp(next))
    localStorage.setItem(key, String(bounded))
    setValue(bounded)
  }
  return [value, store] as const
}
