import { Monitor, Moon, Sun } from 'lucide-react'
import { storePreference, type ThemePreference, usePreference } from '../theme/theme.ts'
import { RailTip } from './RailTip.tsx'

const steps: Record<ThemePreference, { next: ThemePreference; label: string; Icon: typeof Sun }> = {
  system: { next: 'light', label: 'Theme: as the system', Icon: Monitor },
  light: { next: 'dark', label: 'Theme: light', Icon: Sun },
  dark: { next: 'system', label: 'Theme: dark', Icon: Moon },
}

export function ThemeButton() {
  const { next, label, Icon } = steps[usePreference()]
  return (
    <RailTip label={label}>
      <button type="button" className="rail__item" aria-label={label} onClick={() => storePreference(next)}>
        <Icon size={18} aria-hidden />
      </button>
    </RailTip>
  )
}
