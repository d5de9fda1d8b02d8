import type { ReactNode } from 'react'
import './Notice.css'

interface NoticeProps {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
}

/** What stands in the middle of a screen that has nothing else to show. */
export function Notice({ icon, title, children }: NoticeProps) {
  return (
    <div className="notice" role="status">
      <div className="notice__icon">{icon}</div>
      <h2 className="notice__title">{title}</h2>
      {children}
    </div>
  )
}
