import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { readStandardInput } from '../terminal/standard-input.js';
import type { Terminal } from '../terminal/terminal.js';
import { type SendOptions, withoutEffect } from './send-options.js';

/** The key by which a file for Apple's device simulator names its app; APNs would count its bytes for nothing. */
const SIMULATOR_KEY = 'Simulator Target Bundle';

export interface PayloadChoice {
  readonly text: string;
  /** The bundle ID that a `.apns` file names. */
  readonly bundleId: string | null;
}

/**
 * The payload that the options name.
 *
 * @returns `undefined` when they name none.
 * @throws AppError `bad-argument`, `file-not-found`.
 */
export async function payloadOf(
  options: SendOptions,
  terminal: Terminal,
): Promise<PayloadChoice | undefined> {
  const { payload, alert, title, pushType } = options;
  if (payload !== undefined && alert !== undefined) {
    throw new AppError(
      'bad-argument',
      { en: '--payload and --alert both say what to send.', zh: '--payload 和 --alert 都指定了内容。' },
      { en: 'Leave one of them out.', zh: '请去掉其中一个。' },
    );
  }
  if (payload !== undefined && title !== undefined) throw withoutEffect('--title', '--alert');
  if (payload !== undefined) return withoutSimulatorKey(await read(payload, terminal));
  if (alert !== undefined || title !== undefined) {
    const words = title === undefined ? alert : { title, ...omitUndefined({ body: alert }) };
    return { text: JSON.stringify({ aps: { alert: words } }), bundleId: null };
  }
  // The one payload that says nothing beside its type.
  if (pushType === 'background') return { text: '{"aps":{"content-available":1}}', bundleId: null };
  return undefined;
}

async function read(path: string, terminal: Terminal): Promise<string> {
  if (path === '-') return (await readStandardInput(terminal)).toString('utf8');
  try {
    return await readFile(resolve(terminal.cwd, path), 'utf8');
  } catch (thrown) {
    throw new AppError(
      'file-not-found',
      { en: `The payload file ${path} cannot be read.`, zh: `无法读取载荷文件 ${path}。` },
      { en: 'Check the path; - reads standard input.', zh: '请检查路径；- 表示读取标准输入。' },
      { cause: thrown, family: 'usage' },
    );
  }
}

function withoutSimulatorKey(text: string): PayloadChoice {
  if (!text.includes(SIMULATOR_KEY)) return { text, bundleId: null };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !(SIMULATOR_KEY in parsed)) {
      return { text, bundleId: null };
    }
    const { [SIMULATOR_KEY]: bundleId, ...rest } = parsed;
    return { text: JSON.stringify(rest), bundleId: typeof bundleId === 'string' ? bundleId : null };
  } catch {
    return { text, bundleId: null };
  }
}
