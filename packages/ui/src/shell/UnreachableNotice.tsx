import { Unplug } from 'lucide-react'
import { CodeLine } from '../parts/CodeLine.tsx'
import { Notice } from '../parts/Notice.tsx'

export function UnreachableNotice() {
  return (
    <Notice icon={<Unplug size={20} aria-hidden />} title="The server does not answer">
      <p>Nothing is listening at {location.host}. This page asks again every second. To start the server:</p>
      <CodeLine text="npx throughline up" />
    </Notice>
  )
}
