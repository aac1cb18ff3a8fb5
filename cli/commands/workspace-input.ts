import { basename } from 'node:path';
import { readInputFile } from './credentials-files.js';
import type { Terminal } from '../terminal.js';

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
  const chunks: Buffer[] = [];
  for await (const chunk of terminal.stdin as AsyncIterable<Buffer | string>) chunks.push(Buffer.from(chunk));
  return { name: 'standard input', text: Buffer.concat(chunks).toString('utf8') };
}
