const express = require('express')
const { count, portOf, ready } = require('./measured.cjs')

const app = express()

app.get('/hello/:id', (request, response) => {
  count()
  response.json({ hello: request.params.id })
})

const server = app.listen(0, '127.0.0.1', () => ready(portOf(server)))
