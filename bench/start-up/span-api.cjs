require('./report.cjs')
const { trace } = require('@opentelemetry/api')

trace.getTracer('bench').startSpan('work').end()
