import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { splitDeviceTokens } from '#shared/apns/device-token/split-device-tokens';
import { AppError } from '#shared/errors';
import { CsvReader } from '#shared/text/csv-reader';
import { columnIndex } from '#shared/workspace/device-columns';
import { isFileError } from '../files/atomic-file.js';

/** One target of a batch. */
export interface BatchTarget {
  readonly token: string;
  readonly name?: string;
  /** The remaining columns of its row. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Its position in the batch, for a resumed batch, whose list has gaps. */
  readonly position?: number;
}

/** A list of targets of any length, read as needed. */
export interface TargetSource {
  /** The columns other than the token that every target has. */
  readonly columns: readonly string[];
  readonly total: number | null;
  /** The part that was read so far, 0…1; `null` when unknown. */
  readonly share: () => number | null;
  /** Read in chunks, so that a million targets need no more memory than a thousand. */
  readonly chunks: AsyncIterable<readonly BatchTarget[]>;
}

/** Unit: bytes. */
const READ_BYTES = 64 * 1024;

/** A source of targets that are already in memory. */
export function targetsFromList(targets: readonly BatchTarget[]): TargetSource {
  let given = false;
  return {
    columns: [...new Set(targets.flatMap(({ variables }) => Object.keys(variables ?? {})))],
    total: targets.length,
    share: () => (given ? 1 : 0),
    chunks: (async function* () {
      given = true;
      yield targets;
    })(),
  };
}

/**
 * Streams targets from a file: one token per line, or CSV with a `token` column, whose other columns become
 * variables. Empty lines and comments are skipped.
 *
 * @throws {@link AppError} `file-not-found`, `bad-argument` for a file without a single token.
 */
export async function targetsFromFile(path: string): Promise<TargetSource> {
  const size = sizeOf(path);
  let read = 0;
  const decoder = new StringDecoder('utf8');
  async function* pieces(): AsyncGenerator<string, void> {
    for await (const bytes of createReadStream(path, { highWaterMark: READ_BYTES })) {
      read += (bytes as Buffer).length;
      yield decoder.write(bytes as Buffer);
    }
    yield decoder.end();
  }
  const source = pieces();
  let head = '';
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    head += next.value;
    if (/^\s*[^#\s][^\n]*\n/m.test(head)) break;
  }
  const header = headerOf(head);
  async function* whole(): AsyncGenerator<string, void> {
    yield head;
    yield* source;
  }
  if (head.trim() === '') throw noTokens(path);
  return {
    columns: header === null ? [] : header.filter((_, index) => index !== columnIndex(header, 'token')),
    total: null,
    share: () => (size === 0 ? null : Math.min(1, read / size)),
    chunks: header === null ? fromLines(whole()) : fromCsv(whole(), header),
  };
}

function headerOf(head: string): readonly string[] | null {
  const reader = new CsvReader();
  const rows = [...reader.push(head), ...reader.end()];
  const header = rows[0]?.map((cell) => cell.trim()) ?? [];
  return columnIndex(header, 'token') >= 0 ? header : null;
}

async function* fromCsv(
  pieces: AsyncIterable<string>,
  header: readonly string[],
): AsyncGenerator<readonly BatchTarget[], void> {
  const reader = new CsvReader();
  const token = columnIndex(header, 'token');
  const name = columnIndex(header, 'name');
  let isHeader = true;
  const toTarget = (row: readonly string[]): BatchTarget => {
    const variables: Record<string, string> = {};
    header.forEach((column, index) => {
      if (index !== token) variables[column] = row[index] ?? '';
    });
    const named = name < 0 ? '' : (row[name] ?? '');
    return { token: row[token]?.trim() ?? '', variables, ...(named === '' ? {} : { name: named }) };
  };
  for await (const piece of pieces) {
    const rows = reader.push(piece);
    if (isHeader && rows.length > 0) {
      rows.shift();
      isHeader = false;
    }
    if (rows.length > 0) yield rows.map(toTarget);
  }
  const last = reader.end();
  if (!isHeader && last.length > 0) yield last.map(toTarget);
}

async function* fromLines(pieces: AsyncIterable<string>): AsyncGenerator<readonly BatchTarget[], void> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    const targets = lines.flatMap(targetsOfLine);
    if (targets.length > 0) yield targets;
  }
  const last = targetsOfLine(rest);
  if (last.length > 0) yield last;
}

function targetsOfLine(line: string): readonly BatchTarget[] {
  const text = line.trim().replace(/^\uFEFF/, '');
  if (text === '' || text.startsWith('#')) return [];
  if (/^[0-9a-f]{64}$/.test(text)) return [{ token: text }];
  return splitDeviceTokens(text).map(({ token }) => ({ token }));
}

function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw notReadable(path, { en: 'is a folder', zh: '是一个文件夹' }, undefined);
    return stats.size;
  } catch (error) {
    if (isFileError(error, 'ENOENT')) {
      throw new AppError(
        'file-not-found',
        { en: `There is no file ${path}.`, zh: `文件 ${path} 不存在。` },
        { en: 'Check the path.', zh: '请检查路径。' },
        { cause: error, family: 'usage' },
      );
    }
    if (error instanceof AppError) throw error;
    throw notReadable(path, { en: 'cannot be read', zh: '无法读取' }, error);
  }
}

function notReadable(path: string, why: AppError['text'], cause: unknown): AppError {
  return new AppError(
    'bad-argument',
    { en: `${path} ${why.en}.`, zh: `${path} ${why.zh}。` },
    { en: 'Use a text file with device tokens.', zh: '请提供包含令牌的文本文件。' },
    { cause },
  );
}

function noTokens(path: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `There is no device token in ${basename(path)}.`, zh: `${basename(path)} 中没有设备令牌。` },
    {
      en: 'Use one token per line, or CSV with a column called “token”.',
      zh: '请每行写一个令牌，或使用包含“token”列的 CSV。',
    },
  );
}
