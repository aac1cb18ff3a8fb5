import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { redactSecrets } from '#shared/redact-secrets';
import { PRIVATE_FILE_MODE } from '../files/atomic-file.js';

/** The maximum number of causes in a report; guards against cycles. */
const CAUSE_LIMIT = 10;

/** What a report contains in addition to the error. */
export interface FaultContext {
  readonly version: string;
  /** The program or command, such as `pushdeck send` or `desktop`, without its arguments. */
  readonly what: string;
  /** Platform and version. */
  readonly system: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** Candidate folders for the report; the first that can be written is used. */
  readonly folders: readonly string[];
  /** Removed wherever they occur. */
  readonly secrets: readonly string[];
}

/**
 * Writes a report about an unexpected error, without secrets, readable by the owner only.
 *
 * @returns the error to show, which names the report and what to do. Its cause is the original error.
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

/** The text of a report: only name, message, code and stack of the error and its causes. */
function describeFault(error: unknown, context: FaultContext): string {
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
      // Never overwrites a file, and follows no link that someone else may have placed in a shared folder.
      writeFileSync(path, text, { mode: PRIVATE_FILE_MODE, flag: 'wx' });
      return path;
    } catch {
      // Try the next folder.
    }
  }
  return null;
}
