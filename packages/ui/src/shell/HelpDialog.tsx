import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import './HelpDialog.css'

const sections: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Traces',
    keys: [
      ['j k  or  ↓ ↑', 'Move through the list'],
      ['Enter', 'Open the trace'],
      ['/', 'Filter by text'],
    ],
  },
  {
    title: 'Spans',
    keys: [
      ['↓ ↑  or  j k', 'Move the selection'],
      ['→ ←', 'Open, close, go to the parent'],
      ['e  E', 'Next, previous error'],
      ['[  ]', 'Close, open one level'],
      ['/', 'Find in this trace; Enter for the next match'],
      ['Esc', 'Close the detail'],
    ],
  },
  {
    title: 'Time',
    keys: [
      ['Drag', 'Zoom into a stretch of time'],
      ['Ctrl + wheel', 'Zoom at the pointer'],
      ['Shift + wheel', 'Move sideways; also Shift + drag'],
      ['w s a d', 'Zoom in, out, move left, right'],
      ['f', 'Fit the selected span, then the whole trace'],
      ['Double-click', 'Fit the whole trace'],
      ['c', 'Show or hide the critical path'],
    ],
  },
]

interface HelpDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function HelpDialog({ open, onOpenChange }: HelpDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="help__backdrop" />
        <Dialog.Popup className="help">
          <header className="help__header">
            <Dialog.Title className="help__title">Keyboard and mouse</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X size={16} aria-hidden />
            </Dialog.Close>
          </header>
          {sections.map(({ title, keys }) => (
            <section key={title}>
              <h3 className="help__section">{title}</h3>
              <dl className="help__keys">
                {keys.map(([key, does]) => (
                  <div key={key} className="help__row">
                    <dt>{key}</dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
