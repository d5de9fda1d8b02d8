/** Every size and time of the page that somebody could want to change, each with its reason. */

/** How often a live list asks again: fast enough to feel live, slow enough to be one small query per second. */
export const listPollMs = 1_000

/** Traces per list: what a reader scans before narrowing the filters; about 60 kB of JSON per poll. */
export const listLength = 200

/** How long a trace that the server does not know yet is asked for: exporters batch for up to 5 s by default. */
export const arrivalPatienceMs = 15_000

/** How often a trace that may still grow is asked for again. */
export const arrivalPollMs = 1_000

/** A trace whose last span ended longer ago than this is taken as complete. */
export const settledAfterMs = 15_000

/** Above this many spans a trace is not polled: reading it again costs more than the freshness is worth. */
export const polledSpans = 20_000

/** Loading shapes appear only after this time: an answer that comes sooner must not flash. */
export const skeletonDelayMs = 150

/** Rest after the last key press before a typed filter becomes a query. */
export const typingRestMs = 200

/** The waterfall zooms in no further than this: clocks give no finer truth. */
export const minWindowNano = 100

/** The tallest scrolling area in px. Firefox ignores heights above 17.8 million px; a trace taller than this scrolls proportionally. */
export const maxScrollPx = 16_000_000

/** Spans that the minimap draws, evenly picked: at 32 px height more cannot be told apart, and a million cost 0.4 s. */
export const minimapSpans = 20_000

/** Matches that find-in-trace keeps: nobody steps through more. */
export const findMatches = 10_000

/** Characters of an attribute value shown before it folds. */
export const foldedValueChars = 600
