export const generalHelp = `throughline: receives, stores and shows traces

Usage
  throughline up [options]     start the server
  throughline bootstrap [DIR]  what of a project is traced, what is not and why
  throughline --help           this text; also "throughline up --help"
  throughline --version

Example
  throughline up                                          in one terminal
  node --import @throughline/node/register app.js         in another
  open http://127.0.0.1:4319
`

export const upHelp = `throughline up: receives traces by OTLP, stores them in a folder, shows them in the browser

Usage
  throughline up [options]

Options
  --data DIR          folder that holds everything      (default ./.throughline)
  --memory            keep nothing: a temporary folder, removed at exit
  --http HOST:PORT    OTLP/HTTP, protobuf and JSON      (default 127.0.0.1:4318)
  --grpc HOST:PORT    OTLP/gRPC                         (default 127.0.0.1:4317)
  --ui HOST:PORT      the page and the query API        (default 127.0.0.1:4319)
  --demo              also start four small services with something wrong among them
  --open              open the page in the browser
  --help              this text

Port 0 lets the system choose; the line that says "ready" names the real ports.

Examples
  throughline up --demo --memory                          look around, leave nothing behind
  throughline up --data /var/lib/throughline              keep traces in one place
  throughline up --http 127.0.0.1:14318 --ui 127.0.0.1:0  when a port is taken
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 …     any OpenTelemetry SDK can send here
`

export const bootstrapHelp = `throughline bootstrap: what of a project would be traced, what would not, and why

Usage
  throughline bootstrap [DIR] [options]     (default: this folder)

Options
  --json    the same for programs
  --help    this text

It reads package.json, workspaces and what is installed in node_modules, and changes nothing.
`
