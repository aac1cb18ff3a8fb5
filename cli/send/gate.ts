import { AppError } from '#shared/errors';
import type { Diagnostic } from '#shared/payload/lint/lint';
import { paint, type Terminal, writeError, writeNote } from '../terminal/terminal.js';

interface GateOptions {
  readonly force?: boolean;
  readonly json?: boolean;
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/**
 * Says what was found in a push that is about to leave; an error stops it, unless `--force` was given.
 *
 * @returns false when it is stopped, which is said, too.
 */
export function passesGate(
  terminal: Terminal,
  options: GateOptions,
  diagnostics: readonly Diagnostic[],
): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first, ...others] = errors;
  const isStopped = first !== undefined && options.force !== true;
  for (const found of diagnostics) {
    // The error that ends the command is written below; in JSON, it stands for the others, too.
    const isSaid = isStopped && (found === first || (found.severity === 'error' && options.json === true));
    if (found.severity !== 'info' && !isSaid) writeNote(terminal, inWords(terminal, found));
  }
  if (!isStopped) return true;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const isPayload = first.subject === 'payload';
  writeError(
    terminal,
    new AppError(
      isPayload ? 'bad-payload' : 'bad-header',
      {
        en: `${isPayload ? `Line ${first.line}: ` : ''}${first.message.en}${more}`,
        zh: `${isPayload ? `第 ${first.line} 行：` : ''}${first.message.zh}`,
      },
      {
        en: 'Correct it, or send the push as it is with --force.',
        zh: '请修正，或用 --force 原样发送。',
      },
    ),
    options,
  );
  return false;
}

function inWords(terminal: Terminal, { severity, subject, line, column, message, rule }: Diagnostic): string {
  const place = subject === 'payload' ? `${line}:${column} ` : '';
  return `${paint(terminal, COLOURS[severity], severity)}: ${place}${message.en} (${rule})`;
}
