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
      if (!act || event.defaultPrevented || hasModifier(event) || isBusy(event)) return
      event.preventDefault()
      act(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** AltGr is part of the key: many layouts have `[` nowhere else, and Windows reports it as Ctrl and Alt. */
const hasModifier = (event: KeyboardEvent): boolean =>
  event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'))

function isBusy(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : document.body
  if (target.closest('input, textarea, [role="dialog"], [role="listbox"]')) return true
  // Some keys belong to the control that has the focus.
  if (target.closest('button:not([role="tab"]), a')) return event.key === 'Enter' || event.key === ' '
  return target.closest('[role="tab"], [role="separator"]') !== null && event.key.startsWith('Arrow')
}
