import { useEffect, useRef } from 'react'

/** What a key does, by `KeyboardEvent.key`. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** Keys of the whole screen. They rest while somebody types, a dialog or list is open, or a modifier is held. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined
      if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return
      event.preventDefault()
      act(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function isBusy(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : document.body
  if (target.closest('input, textarea, [role="dialog"], [role="listbox"]')) return true
  // Some keys belong to the control that has the focus.
  if (target.closest('button:not([role="tab"]), a')) return event.key === 'Enter' || event.key === ' '
  return target.closest('[role="tab"], [role="separator"]') !== null && event.key.startsWith('Arrow')
}
