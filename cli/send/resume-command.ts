import { redactHeaders } from '#shared/apns/request-headers';
import { withoutProxyPassword } from '#shared/settings';
import { shellQuote } from '#shared/text/shell-quote';

/** Stands where a secret stood; no file, option or device has this name. */
export const LEFT_OUT = '…';

/** Options of `send` whose value may be a secret, and what of it may be printed. */
const SECRET_OPTIONS: Readonly<Record<string, (value: string) => string>> = {
  '--password': () => LEFT_OUT,
  '--proxy': (value) => withoutProxyPassword(value)?.replace(/:•+@/, `:${LEFT_OUT}@`) ?? value,
  '--header': (value) => {
    const colon = value.indexOf(':', 1);
    const name = value.slice(0, colon);
    const [shown] = redactHeaders([{ name, value: value.slice(colon + 1) }]);
    return shown?.value === value.slice(colon + 1) ? value : `${name}: ${LEFT_OUT}`;
  },
};

/**
 * The command line that resumes a batch: the one that started it, with `--resume`.
 *
 * @param words - Of the command that began it, without the program: `send --to-file …`.
 * @returns ready for a POSIX shell; {@link LEFT_OUT} stands for each secret.
 */
export function resumeCommand(words: readonly string[], batchId: string): string {
  const line: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [option, joined] = splitOption(word);
    if (option === '--resume') {
      if (joined === undefined) index += 1;
      continue;
    }
    const show = SECRET_OPTIONS[option];
    if (show === undefined) {
      line.push(word);
    } else if (joined !== undefined) {
      line.push(`${option}=${show(joined)}`);
    } else {
      index += 1;
      line.push(option, show(words[index] ?? ''));
    }
  }
  const at = line.indexOf('send') + 1;
  line.splice(at, 0, '--resume', batchId);
  return ['pushdeck', ...line].map(shellWord).join(' ');
}

function splitOption(word: string): readonly [option: string, joined?: string] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals === -1 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : shellQuote(word);
}
