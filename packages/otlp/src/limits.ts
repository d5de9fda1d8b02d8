/** A writer that grows starts here: most responses fit, and a request of spans doubles its way up in a few steps. */
export const initialWriterBytes = 1024

/**
 * Strings up to here are encoded by a loop, longer ones by `TextEncoder`, whose call costs 70 ns whatever the length;
 * the loop costs 2 ns a character. At most 3 bytes each keeps the length prefix in one byte (3 × 42 = 126 < 128).
 */
export const loopEncodedChars = 42
