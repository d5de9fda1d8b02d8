/** Files at once. Most of them wait for a process or a socket, so two on two cores finish sooner than one. */
const FILES_AT_ONCE = 2

/** No test is near it; a hung one must end while somebody still looks at the log. */
const TEST_TIMEOUT_MS = 180_000

/** How Node runs our tests, from source, whoever asks for it. */
export const testFlags: readonly string[] = [
  '--conditions=throughline-source',
  '--test',
  '--test-reporter=spec',
  `--test-concurrency=${FILES_AT_ONCE}`,
  `--test-timeout=${TEST_TIMEOUT_MS}`,
]
