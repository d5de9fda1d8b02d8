import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { Notice } from '../parts/Notice.tsx'

export function NotFound() {
  return (
    <Notice icon={<Compass size={20} aria-hidden />} title="Nothing lives at this address">
      <Link to="/" className="text-button">
        Go to the traces
      </Link>
    </Notice>
  )
}
