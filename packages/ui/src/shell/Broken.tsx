import type { ErrorComponentProps } from '@tanstack/react-router'
import { Bug } from 'lucide-react'
import { CodeLine } from '../parts/CodeLine.tsx'
import { Notice } from '../parts/Notice.tsx'

/** A mistake of ours: what a reader can do is to try again and to tell us. */
export function Broken({ error }: ErrorComponentProps) {
  return (
    <Notice icon={<Bug size={20} aria-hidden />} title="This page made a mistake">
      <p>The traces are safe; only showing them failed. Reloading often helps. If it does not, please report this:</p>
      <CodeLine text={String(error)} />
      <button type="button" className="text-button" onClick={() => location.reload()}>
        Reload
      </button>
    </Notice>
  )
}
