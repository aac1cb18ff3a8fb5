import { Readable, Writable } from 'node:stream';
import { EXIT, type Terminal } from '../../cli/terminal/terminal.js';

/** A terminal in memory: what was written, and how the command ended. */
export interface MemoryTerminal extends Terminal {
  readonly written: { stdout: string; stderr: string };
  /** Every line of stdout as the JSON document it is. */
  documents(): unknown[];
}

/** @param options - `stdin`: what the command reads; `signal`: what interrupts it. */
export function memoryTerminal(
  options: {
    readonly stdin?: string;
    readonly env?: Record<string, string>;
    readonly signal?: AbortSignal;
    readonly cwd?: string;
  } = {},
): MemoryTerminal {
  const written = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof written): Writable =>
    new Writable({
      write(chunk: Buffer | string, _encoding, done) {
        written[name] += chunk.toString();
        done();
      },
    });
  return {
    stdin: Readable.from([options.stdin ?? '']),
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
    exitStatus: EXIT.done,
    written,
    documents: () =>
      written.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
  };
}
