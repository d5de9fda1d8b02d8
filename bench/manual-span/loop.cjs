const { setTimeout: pause } = require('node:timers/promises')
const { trace } = require('@opentelemetry/api')
const { count, ready } = require('../support/apps/measured.cjs')

const tracer = trace.getTracer('bench')

// At 50,000 a second nobody has to drop: as fast as it goes, the loop would outrun every exporter.
const spansPerTurn = 500
const turnMs = 10

const makeSpan = index => {
  count()
  const span = tracer.startSpan('work')
  span.setAttribute('order.id', 'A-17')
  span.setAttribute('order.items', index)
  span.setAttribute('order.price', 12.5)
  span.setAttribute('order.paid', true)
  span.end()
}

const makeSpans = async spans => {
  for (let made = 0; made < spans; made += 1) {
    makeSpan(made)
    if (made % spansPerTurn === spansPerTurn - 1) await pause(turnMs)
  }
}

ready('', ({ spans }) => makeSpans(spans))
