import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { copyText } from './copy-text.ts'
import './CopyButton.css'

const thanksMs = 1_200

export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), thanksMs)
  }
  const Icon = copied ? Check : Copy
  return (
    <button type="button" className="copy-button" aria-label={copied ? 'Copied' : label} title={label} onClick={copy}>
      <Icon size={13} aria-hidden />
    </button>
  )
}
