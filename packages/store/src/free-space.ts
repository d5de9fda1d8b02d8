import { statfs } from 'node:fs/promises'
import { AppendRefused } from './refusal.ts'

/**
 * Refuses to begin a segment where the disk is almost full: while there is room the database can still load, merge and drop
 * what it has. Asked once for each segment, which is small and short, so that no append pays for it.
 */
export async function requireFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= bytes) return
  throw new AppendRefused('disk_full', `the disk is almost full: less than ${bytes} bytes are free`)
}
