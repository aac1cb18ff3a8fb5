import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import { SIGNAL_EXIT_STATUS, TERMINATION_SIGNALS } from '#core/process/termination-signals';
import { type AppError, toAppError } from '#shared/errors';
import { redactSecrets } from '#shared/redact-secrets';
import { visibleText } from '#shared/text/visible-text';
import { withPassphraseHint } from './passphrase-hint.js';

/** What the process tells its caller. `bad`: it ran, and the answer is bad. */
export const EXIT = { done: 0, bad: 1, usage: 2, credential: 3, connection: 4, interrupted: 130 } as const;
export type ExitStatus =
  (typeof EXIT)[keyof typeof EXIT] | (typeof SIGNAL_EXIT_STATUS)[keyof typeof SIGNAL_EXIT_STATUS];

/** The world of one command: streams, environment, interruption. Tests hand in their own. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by the first signal that asks the command to end; its reason is the name of that signal. */
  readonly signal: AbortSignal;
  exitStatus: ExitStatus;
}

/** The options that every command has; `cli/main.ts` adds them. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly dataDir?: string;
  readonly debug?: boolean;
}

const STATUS_OF_FAMILY = {
  credential: EXIT.credential,
  connection: EXIT.connection,
  usage: EXIT.usage,
  system: EXIT.usage,
  other: EXIT.bad,
} as const;

/** The exit status that belongs to an error. */
export function exitStatusOf(error: AppError): ExitStatus {
  return error.code === 'cancelled' ? EXIT.interrupted : STATUS_OF_FAMILY[error.family];
}

/** One NDJSON line on stdout: the only thing that `--json` ever writes there. */
export function writeJson(terminal: Terminal, document: unknown): void {
  writeJsonLines(terminal, [document]);
}

/** Many of these lines, in one write. */
export function writeJsonLines(terminal: Terminal, documents: readonly unknown[]): void {
  terminal.stdout.write(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
}

/** One line for people on stdout. Without `--json` only. */
export function writeLine(terminal: Terminal, line = ''): void {
  writeText(terminal, 'stdout', `${line}\n`);
}

/** Progress, hints and warnings: never on stdout. */
export function writeNote(terminal: Terminal, line: string): void {
  writeText(terminal, 'stderr', `${line}\n`);
}

/** What went wrong beside the work of a command, in one line on stderr. */
export function writeProblem(terminal: Terminal, { text, hint }: AppError): void {
  writeNote(terminal, `note: ${text.en} ${hint.en}`);
}

const ANSI = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, dim: 2, bold: 1 } as const;
/** In the order of their marks. */
const CODES: readonly number[] = Object.values(ANSI);
/** Stand for the codes until a text is written: no text may hold them (Unicode, chapter 23.7 “Noncharacters”). */
const FIRST_MARK = 0xfdd0;
const END_MARK = '\ufdef';
const MARKS = /[\ufdd0-\ufdef]/g;

/** Colours words where stdout is a terminal that wants colour; {@link textForPeople} puts the colour in. */
export function paint(terminal: Terminal, style: keyof typeof ANSI, words: string): string {
  if (!wantsColour(terminal)) return words;
  const mark = FIRST_MARK + Object.keys(ANSI).indexOf(style);
  return `${String.fromCharCode(mark)}${words}${END_MARK}`;
}

/** @see https://no-color.org */
function wantsColour({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
}

/**
 * What people read, as their terminal gets it. Names, reasons and payloads come from anywhere: what would act on a
 * terminal is written out, and only then the colours of {@link paint} become control characters.
 */
export function textForPeople(terminal: Terminal, text: string): string {
  const colours = wantsColour(terminal);
  return visibleText(text).replace(MARKS, (mark) => {
    const code = mark === END_MARK ? 0 : CODES[mark.charCodeAt(0) - FIRST_MARK];
    return colours && code !== undefined ? `\u001b[${code}m` : '\ufffd';
  });
}

/** Writes {@link textForPeople}; nothing that people read is written without it. */
export function writeText(terminal: Terminal, stream: 'stdout' | 'stderr', text: string): void {
  terminal[stream].write(textForPeople(terminal, text));
}

/** Reports an error the way the caller asked for: one JSON document, or two lines for people. */
export function writeError(terminal: Terminal, error: AppError, options: CommonOptions): void {
  if (options.json === true) {
    writeJson(terminal, {
      ok: false,
      error: { code: error.code, message: error.text.en, hint: error.hint.en },
    });
  } else {
    writeNote(terminal, `pushdeck: ${error.text.en}`);
    if (error.hint.en !== '') writeNote(terminal, `  ${error.hint.en}`);
  }
  if (options.debug === true) writeNote(terminal, describeWithCauses(error));
}

function describeWithCauses(error: unknown): string {
  const parts: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    parts.push(redactSecrets(current.stack ?? current.message));
  }
  return parts.join('\ncaused by: ');
}

/**
 * Wraps the work of a command for commander: its result becomes the exit status, anything thrown becomes a
 * message and the status of its family. An interruption goes before either.
 *
 * @param run - Gets what commander gives an action: the arguments, the options, the command.
 */
export function action<Input extends unknown[]>(
  terminal: Terminal,
  run: (...input: Input) => Promise<ExitStatus>,
): (...input: Input) => Promise<void> {
  const inner = service(terminal, run);
  return async (...input) => {
    await inner(...input);
    if (terminal.signal.aborted) terminal.exitStatus = statusOfInterruption(terminal.signal);
  };
}

/** Like {@link action}, for a command that runs until it is interrupted: that is its proper end. */
export function service<Input extends unknown[]>(
  terminal: Terminal,
  run: (...input: Input) => Promise<ExitStatus>,
): (...input: Input) => Promise<void> {
  return async (...input) => {
    try {
      terminal.exitStatus = await run(...input);
    } catch (thrown) {
      const known = toAppError(thrown);
      // A fault of ours: `run` reports it, as it knows the whole command line.
      if (known.code === 'internal' && known !== thrown) throw thrown;
      const error = withPassphraseHint(known);
      const command = input.at(-1) as Command;
      writeError(terminal, error, command.optsWithGlobals<CommonOptions>());
      terminal.exitStatus = exitStatusOf(error);
    }
  };
}

function statusOfInterruption({ reason }: AbortSignal): ExitStatus {
  const name = TERMINATION_SIGNALS.find((known) => known === reason);
  return name === undefined ? EXIT.interrupted : SIGNAL_EXIT_STATUS[name];
}

/** For commands that run until they are stopped. */
export function untilInterrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
