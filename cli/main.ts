#!/usr/bin/env node
import { systemClock } from '#core/ports/system-ports';
import { exitOnUnexpectedErrors } from '#core/process/unexpected-errors';
import { faultOf } from './fault.js';
import { run } from './run.js';
import { watchOutput } from './terminal/output-failure.js';
import { createTerminal } from './terminal/process-terminal.js';
import { EXIT, writeError } from './terminal/terminal.js';

/** What is in flight has this long to end after an unexpected error. Unit: milliseconds. */
const CLOSING_LIMIT_MS = 5_000;

const argv = process.argv.slice(2);
const interruption = new AbortController();
const terminal = createTerminal(process, interruption);
const output = watchOutput(process, terminal);
const endUnexpectedly = exitOnUnexpectedErrors(process, {
  clock: systemClock,
  report: (error) =>
    writeError(terminal, faultOf(error, terminal, argv), {
      json: argv.includes('--json'),
      debug: argv.includes('--debug'),
    }),
  close: () => {
    // Whatever the command makes of its interruption, this is no success.
    process.once('exit', () => (process.exitCode = EXIT.bad));
    interruption.abort();
  },
  exit: () => process.exit(EXIT.bad),
  limitMs: CLOSING_LIMIT_MS,
});
await run(argv, terminal).catch(endUnexpectedly);
process.exitCode = output.statusAfter(terminal.exitStatus);
