import { basename } from 'node:path';
import { readInputFile } from './credentials-files.js';
import { AppError } from '#shared/errors';
import type { WorkspaceState } from '#shared/workspace/workspace';
import { readStandardInput } from '../standard-input.js';
import { writeNote, type Terminal } from '../terminal.js';

/** A text that was named on the command line. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a file, or standard input for `-`, as UTF-8.
 *
 * @throws AppError `file-not-found`, `file-too-large`.
 */
export async function readInputText(terminal: Terminal, path: string): Promise<NamedText> {
  if (path !== '-') {
    const { bytes } = await readInputFile(terminal, path);
    return { name: basename(path), text: new TextDecoder().decode(bytes) };
  }
  return { name: 'standard input', text: (await readStandardInput(terminal)).toString('utf8') };
}

/** With one of these there is nothing in the workspace to go on with. */
const NO_WORKSPACE = new Set(['not-found', 'data-from-newer-version']);

/**
 * Says what in the workspace cannot be used; the rest of it can.
 *
 * @throws AppError for a workspace that is not there or that a newer version made.
 */
export function tellProblems(terminal: Terminal, { problems }: Pick<WorkspaceState, 'problems'>): void {
  for (const { code, message, hint } of problems) {
    if (NO_WORKSPACE.has(code)) throw new AppError(code, message, hint);
    writeNote(terminal, `note: ${message.en}`);
  }
}
