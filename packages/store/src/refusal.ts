/**
 * Why an append is not taken. Of metrics a part may be stored, of all else nothing.
 *
 * - `busy`: more waits for the disk or the database than the limits allow
 * - `disk_full`: the disk has no room, or less than the store keeps free
 * - `too_large`: its rows are more than may wait at once; the only one that another attempt cannot change
 */
export type RefusalReason = 'busy' | 'disk_full' | 'too_large'

/** What is thrown for one of these reasons; any other error is a failure of the disk. */
export class AppendRefused extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** An error of the file system; where it says that there is no room, in our words. */
export const refusalOf = (error: unknown): unknown =>
  isNoRoom(error) ? new AppendRefused('disk_full', 'the disk is full') : error

/** By number of blocks, or by the user's quota. */
const isNoRoom = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

export const tooLarge = (bytesMax: number): AppendRefused =>
  new AppendRefused('too_large', `its rows take more than ${bytesMax} bytes; send less at once`)
