/**
 * Commands that make no trace of their own, only spans in one: workers wait with the first row for something to do, all
 * day long (BullMQ with `BZPOPMIN`, consumers of streams with `XREADGROUP`), and clients look after their connections with
 * the second.
 */
const quietCommands = new Set([
  ...[
    'blpop',
    'brpop',
    'brpoplpush',
    'blmove',
    'blmpop',
    'bzpopmin',
    'bzpopmax',
    'bzmpop',
    'xread',
    'xreadgroup',
    'wait',
  ],
  ...[
    'auth',
    'hello',
    'select',
    'client',
    'info',
    'ping',
    'readonly',
    'cluster',
    'sentinel',
    'role',
    'command',
    'quit',
  ],
])

export const isQuiet = (command: string): boolean => quietCommands.has(command.toLowerCase())
