import { useSyncExternalStore } from 'react'

export type ThemePreference = 'system' | 'light' | 'dark'
export type Scheme = 'light' | 'dark'

const storageKey = 'throughline.theme'
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function readPreference(): ThemePreference {
  const stored = localStorage.getItem(storageKey)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function readScheme(): Scheme {
  const preference = readPreference()
  return preference === 'system' ? (systemDark.matches ? 'dark' : 'light') : preference
}

/** Puts the stored choice on the document; called once before the first paint and after every change. */
export function applyTheme(): void {
  const preference = readPreference()
  if (preference === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = preference
}

export function storePreference(preference: ThemePreference): void {
  if (preference === 'system') localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, preference)
  applyTheme()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  systemDark.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    systemDark.removeEventListener('change', listener)
  }
}

export const usePreference = (): ThemePreference => useSyncExternalStore(subscribe, readPreference)
/** What is on screen now; canvases repaint when it changes. */
export const useScheme = (): Scheme => useSyncExternalStore(subscribe, readScheme)
