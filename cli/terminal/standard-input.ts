import { addAbortSignal } from 'node:stream';
import { AppError } from '#shared/errors';
import type { Terminal } from './terminal.js';

/**
 * Everything that standard input gives.
 *
 * @throws AppError `cancelled` when the command is interrupted while it waits.
 */
export async function readStandardInput({ stdin, signal }: Terminal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  addAbortSignal(signal, stdin);
  try {
    for await (const chunk of stdin as AsyncIterable<Buffer | string>) chunks.push(Buffer.from(chunk));
  } catch (thrown) {
    if (signal.aborted) throw interrupted(thrown);
    throw thrown;
  }
  return Buffer.concat(chunks);
}

function interrupted(cause: unknown): AppError {
  return new AppError(
    'cancelled',
    { en: 'Interrupted while waiting for standard input.', zh: '等待标准输入时被中断。' },
    { en: 'Run the command again when you are ready.', zh: '准备好后请重新运行命令。' },
    { cause },
  );
}
