import { arch, hostname } from 'node:os'
import type { Detector } from './detector.ts'

/** The id only where a file holds it, so on Linux and FreeBSD: macOS and Windows would want a process for it. */
export const detectHost: Detector = ({ read }) => ({
  'host.name': hostname(),
  'host.arch': archOf[arch()] ?? arch(),
  'host.id': read('/etc/machine-id') || read('/var/lib/dbus/machine-id') || read('/etc/hostid') || undefined,
})

const archOf: Readonly<Record<string, string>> = { arm: 'arm32', ia32: 'x86', ppc: 'ppc32', x64: 'amd64' }
