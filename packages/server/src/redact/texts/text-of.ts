/** By `Buffer`, which is twice as fast as `TextDecoder` at short texts. What is not UTF-8 becomes U+FFFD. */
export const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
