import { CopyButton } from './CopyButton.tsx'
import './CodeLine.css'

/** A line to copy into a terminal. */
export function CodeLine({ text }: { readonly text: string }) {
  return (
    <div className="code-line">
      <code>{text}</code>
      <CopyButton label="Copy" text={text} />
    </div>
  )
}
