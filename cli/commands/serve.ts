import { type Command, InvalidArgumentError } from 'commander';
import { runBrowserHost, type ServeOptions } from '../serve/run-browser-host.js';
import { addExamples } from '../terminal/help.js';
import { service, type Terminal } from '../terminal/terminal.js';

/** Reads `--port`: a whole number a socket can have, 0 for a free one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 (a free one) to 65535.');
  }
  return port;
}

/** `pushdeck serve`: the browser host. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck serve --no-open');
  command
    .option(
      '--port <n>',
      'the port to listen on; the one of last time or a free one when left out',
      parsePort,
    )
    .option('--no-open', 'only print the address')
    .action(service(terminal, (options: ServeOptions) => runBrowserHost(options, terminal)));
}
