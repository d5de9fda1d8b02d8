// Preloaded into every process of the demo: the services stay ordinary, and a killed supervisor leaves none behind.
process.on('disconnect', () => process.exit())
