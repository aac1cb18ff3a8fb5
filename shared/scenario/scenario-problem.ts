import { AppError } from '../errors.js';
import { escapePointer, type Range } from '../payload/json-tree.js';
import type { LineIndex, Position } from '../payload/line-index.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { Fault } from './node-reader.js';

/** An error in the text of a scenario. */
export interface ScenarioProblem extends Range, Position {
  /** One-based; `null` outside of the steps. */
  readonly step: number | null;
  /** JSON pointer (RFC 6901); empty for the text as a whole. */
  readonly path: string;
  /** Starts with the step and the path within it. */
  readonly message: LocalizedText;
}

/** Adds the location to a fault: step and key for people, JSON pointer and line for programs. */
export function problemOf({ path, message, from, to }: Fault, lines: LineIndex): ScenarioProblem {
  const [root, index, ...inside] = path;
  const step = root === 'steps' && typeof index === 'number' ? index + 1 : null;
  const where = keysOf(step === null ? path : inside);
  const both = (prefix: LocalizedText): LocalizedText => ({
    en: `${prefix.en}${message.en}`,
    zh: `${prefix.zh}${message.zh}`,
  });
  const prefix =
    step === null
      ? { en: where === '' ? '' : `${where}: `, zh: where === '' ? '' : `${where}：` }
      : {
          en: `Step ${step}${where === '' ? '' : `, ${where}`}: `,
          zh: `第 ${step} 步${where === '' ? '' : `，${where}`}：`,
        };
  return {
    step,
    path: path.map((part) => `/${escapePointer(part)}`).join(''),
    message: both(prefix),
    from,
    to,
    ...lines.at(from),
  };
}

/**
 * Creates the error for a file with problems.
 *
 * @param name - The name of the file as the user gave it.
 */
export function scenarioError(name: string, problems: readonly ScenarioProblem[]): AppError {
  const [first] = problems;
  const { line = 1, message = { en: '', zh: '' } } = first ?? {};
  const more = problems.length > 1 ? problems.length - 1 : 0;
  return new AppError(
    'bad-scenario',
    {
      en: `${name}, line ${line}: ${message.en}${more === 0 ? '' : ` (and ${more} more)`}`,
      zh: `${name} 第 ${line} 行：${message.zh}${more === 0 ? '' : `（另有 ${more} 处问题）`}`,
    },
    {
      en: 'Correct the file; nothing was sent. The format is described in docs/scenarios.md.',
      zh: '请修正该文件；没有发送任何推送。文件格式见 docs/scenarios.md。',
    },
  );
}

/** `headers.custom[0].name` */
function keysOf(path: Fault['path']): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
