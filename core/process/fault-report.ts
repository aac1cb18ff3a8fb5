import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { redactSecrets } from '#shared/redact-secrets';
import { PRIVATE_FILE_MODE } from '../files/atomic-file.js';

/** A chain of causes is never longer, unless it goes round in a circle. */
const CAUSE_LIMIT = 10;

/** What a report says beside the error. */
export interface FaultContext {
  readonly version: string;
  /** What was running, such as `pushdeck send` or `desktop`. Without its arguments. */
  readonly what: string;
  /** Of this process, as `process.platform` and its version say. */
  readonly system: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** Where the report goes, in this order; the first that can be written. */
  readonly folders: readonly string[];
  /** Taken out wherever they stand. */
  readonly secrets: readonly string[];
}

/**
 * Leaves a report about an error that nobody foresaw, without secrets, for its owner alone.
 *
 * @returns What to tell the person: one sentence that names the report, and what to do. Its cause is the error.
 */
export function reportFault(error: unknown, context: FaultContext): AppError {
  const path = writeReport(describeFault(error, context), context);
  const words = redactSecrets(messageOf(error), context.secrets).split('\n')[0] ?? '';
  return new AppError(
    'internal',
    { en: `Something unexpected went wrong: ${words}`, zh: `发生了意外错误：${words}` },
    path === null
      ? {
          en: 'This is a fault of Pushdeck itself. Please report it with the steps that led here.',
          zh: '这是 Pushdeck 自身的问题，请附上操作步骤进行反馈。',
        }
      : {
          en: `This is a fault of Pushdeck itself. A report without secrets is in ${path}: please send it with the steps that led here.`,
          zh: `这是 Pushdeck 自身的问题。不含机密信息的报告已保存至 ${path}，请附上该报告和操作步骤进行反馈。`,
        },
    { cause: error },
  );
}

/** The text of a report: name, message, code and stack of the error and of its causes, and nothing else of them. */
export function describeFault(error: unknown, context: FaultContext): string {
  const lines = [
    `Pushdeck ${context.version}, ${context.what}`,
    context.system,
    new Date(context.atMs).toISOString(),
  ];
  let current: unknown = error;
  for (let depth = 0; depth < CAUSE_LIMIT && current !== undefined && current !== null; depth += 1) {
    lines.push('', depth === 0 ? 'Error:' : 'Caused by:', describeOne(current));
    current = current instanceof Error ? current.cause : null;
  }
  return `${redactSecrets(lines.join('\n'), context.secrets)}\n`;
}

function describeOne(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}${code}: ${error.message}`, ...frames].join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function writeReport(text: string, context: FaultContext): string | null {
  const stamp = new Date(context.atMs).toISOString().replace(/[:.]/g, '-');
  for (const folder of context.folders) {
    const path = join(folder, `pushdeck-fault-${stamp}.txt`);
    try {
      // Never over a file that is there, and through no link that somebody else laid into a shared folder.
      writeFileSync(path, text, { mode: PRIVATE_FILE_MODE, flag: 'wx' });
      return path;
    } catch {
      // The next folder.
    }
  }
  return null;
}
