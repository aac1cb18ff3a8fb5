#!/usr/bin/env node
import { createTerminal } from './process-terminal.js';
import { run } from './run.js';

const terminal = createTerminal(process);
await run(process.argv.slice(2), terminal);
process.exitCode = terminal.exitStatus;
