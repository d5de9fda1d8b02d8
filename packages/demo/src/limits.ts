/** PGlite alone needs two seconds of CPU to start, four times that on a busy machine. */
export const startTimeoutMs = 30_000

/** The services hold nothing worth waiting for; whoever ends the demo is watching the terminal. */
export const stopTimeoutMs = 2_000

/** A visit and its pause come to one or two requests a second: enough to watch, cheap enough to leave on. */
export const pauseMs = { least: 400, most: 900 }

/** The first three follow each other closely: whoever opens the page at once should not wait for the mystery. */
export const openingPauseMs = 100

/** No visit outlasts the users query's own time limit by much; one that does is given up. */
export const visitTimeoutMs = 10_000

/** The pool of `auth` has at most ten connections; those it gave up on close only once PGlite is free again. */
export const databaseConnections = 20
