import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { batchTarget } from '#shared/contract/batches';
import { AppError } from '#shared/errors';
import type { BatchTarget, TargetSource } from './target-source.js';

/** Targets per chunk. */
const CHUNK = 1000;
const NEWLINE = 0x0a;

/** Reads targets that the window sent as lines of JSON, as needed. */
export async function targetsFromLines(lines: Blob): Promise<TargetSource> {
  const total = await countLines(lines);
  let given = 0;
  return {
    columns: [],
    total,
    share: () => (total === 0 ? 1 : given / total),
    chunks: (async function* () {
      let chunk: BatchTarget[] = [];
      for await (const line of createInterface({ input: Readable.fromWeb(lines.stream()) })) {
        chunk.push(targetOf(line));
        if (chunk.length < CHUNK) continue;
        given += chunk.length;
        yield chunk;
        chunk = [];
      }
      given += chunk.length;
      if (chunk.length > 0) yield chunk;
    })(),
  };
}

function targetOf(line: string): BatchTarget {
  try {
    const { token, name } = batchTarget.parse(JSON.parse(line));
    return name === undefined ? { token } : { token, name };
  } catch (error) {
    throw new AppError(
      'bad-argument',
      { en: 'The list of targets could not be read.', zh: '无法读取目标列表。' },
      { en: 'Reload the window and send again.', zh: '请重新加载窗口后再发送。' },
      { cause: error },
    );
  }
}

async function countLines(lines: Blob): Promise<number> {
  let count = 0;
  for await (const bytes of Readable.fromWeb(lines.stream())) {
    for (const byte of bytes as Uint8Array) if (byte === NEWLINE) count += 1;
  }
  return count;
}
