#!/usr/bin/env node
import nodeModule from 'node:module'

// What came with 22.15, asked for by its presence. An older Node would fail later, at whatever it lacks first.
if (typeof nodeModule.registerHooks === 'function') import('throughline/main').catch(notBuilt)
else fail(`Throughline needs Node 22.15 or newer, and this is ${process.versions.node}.`)

/**
 * Only a checkout can lack `dist`: what is published is built.
 * @param {NodeJS.ErrnoException & { url?: string }} error
 */
function notBuilt(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.url?.includes('/dist/')) throw error
  fail('Throughline is not built yet: run "npm run build" in its folder.')
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence)
  process.exitCode = 1
}
