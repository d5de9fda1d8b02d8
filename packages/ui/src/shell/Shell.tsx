import { Link, Outlet } from '@tanstack/react-router'
import { CircleQuestionMark, ListTree } from 'lucide-react'
import { useState } from 'react'
import { useKeys } from '../parts/use-keys.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { RailTip } from './RailTip.tsx'
import { ThemeButton } from './ThemeButton.tsx'
import '../parts/controls.css'
import './Shell.css'

export function Shell() {
  const [helping, setHelping] = useState(false)
  useKeys({ '?': () => setHelping(true) })
  return (
    <div className="shell">
      <nav className="rail" aria-label="Main">
        <Link to="/" className="rail__mark" aria-label="Throughline">
          <img src="/favicon.svg" alt="" width={20} height={20} />
        </Link>
        <RailTip label="Traces">
          <Link to="/" className="rail__item" aria-label="Traces" aria-current="page">
            <ListTree size={18} aria-hidden />
          </Link>
        </RailTip>
        <span className="rail__gap" />
        <ThemeButton />
        <RailTip label="Keyboard (?)">
          <button type="button" className="rail__item" aria-label="Keyboard help" onClick={() => setHelping(true)}>
            <CircleQuestionMark size={18} aria-hidden />
          </button>
        </RailTip>
      </nav>
      <main className="shell__content">
        <Outlet />
      </main>
      <HelpDialog open={helping} onOpenChange={setHelping} />
    </div>
  )
}
