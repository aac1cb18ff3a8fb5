import { tmpdir } from 'node:os';
import { systemClock } from '#core/ports/system-ports';
import { reportFault } from '#core/process/fault-report';
import type { AppError } from '#shared/errors';
import { secretsOf } from '#shared/redact-secrets';
import { dataDirOf } from './input/data-dir.js';
import type { Terminal } from './terminal/terminal.js';

declare const PUSHDECK_VERSION: string;

/** Writes a report about an unexpected error to the data folder, or to the folder for temporary files. */
export function faultOf(error: unknown, terminal: Terminal, argv: readonly string[]): AppError {
  const command = argv.find((word) => /^[a-z]+$/.test(word)) ?? 'open';
  return reportFault(error, {
    version: PUSHDECK_VERSION,
    what: `pushdeck ${command}`,
    system: `${process.platform} ${process.arch}, Node.js ${process.version}`,
    atMs: systemClock.now(),
    folders: [...dataFolder(terminal, argv), tmpdir()],
    secrets: secretsOf(terminal.env, argv),
  });
}

/** None where the user has no home. */
function dataFolder(terminal: Terminal, argv: readonly string[]): readonly string[] {
  const dataDir = dataDirIn(argv);
  try {
    return [dataDirOf(dataDir === undefined ? {} : { dataDir }, terminal)];
  } catch {
    return [];
  }
}

function dataDirIn(argv: readonly string[]): string | undefined {
  const joined = argv.find((word) => word.startsWith('--data-dir='));
  if (joined !== undefined) return joined.slice('--data-dir='.length);
  const at = argv.indexOf('--data-dir');
  return at === -1 ? undefined : argv[at + 1];
}
