/** A traces request of exactly so many bytes and no span: one field of an unknown number, 15, which readers skip. */
export function padding(bytes: number): Buffer {
  const length = bytes - 5
  const varint = [length | 0x80, (length >> 7) | 0x80, (length >> 14) | 0x80, length >> 21].map(byte => byte & 0xff)
  return Buffer.concat([Buffer.from([0x7a, ...varint]), Buffer.alloc(length)])
}
