export const generalHelp = `throughline: receives, stores and shows traces

Usage
  throughline up [options]     start the server
  throughline bootstrap [DIR]  what of a project is traced, what is not and why
  throughline config check FILE, show [FILE], schema
                               what is wrong with a file of settings, and what can stand in one
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
  --config FILE       file of settings (YAML), over which the other options win; read anew when it changes
  --data DIR          folder that holds everything      (default ./.throughline)
  --memory            keep nothing: a temporary folder, removed at exit
  --no-store          forward only: nothing is stored, and the database is not loaded
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
  throughline up --config throughline.yaml                with settings; "throughline config" knows which
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

export const configHelp = `throughline config: the file of settings that "throughline up --config FILE" reads

Usage
  throughline config check FILE   whether it is valid, what it sets, or what is wrong in which line
  throughline config show [FILE]  every setting with its value, those without a file by default; secrets are masked
  throughline config schema       the JSON schema, by which editors complete and check

Variables are put in as they are for "up": \${NAME}, \${NAME:-default}, and $$ for a $.

Example
  throughline config schema > throughline.schema.json
  # yaml-language-server: $schema=throughline.schema.json      as first line of throughline.yaml
  throughline config check throughline.yaml
`
