#!/usr/bin/env node
import { watchOutput } from './output-failure.js';
import { createTerminal } from './process-terminal.js';
import { run } from './run.js';

const terminal = createTerminal(process);
const output = watchOutput(process, terminal);
await run(process.argv.slice(2), terminal);
process.exitCode = output.statusAfter(terminal.exitStatus);
