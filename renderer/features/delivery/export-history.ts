import type { Delivery } from '#shared/apns/push';
import {
  CSV_HEADER,
  csvRow,
  type ExportFormat,
  HAR_TAIL,
  harEntry,
  harHead,
  ndjsonRow,
} from '#shared/history/export';
import type { HistoryPage } from '#shared/history/history';
import type { Language } from '#shared/text/localized-text';

/** Deliveries asked for at once. */
const PAGE_SIZE = 500;

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly version: string;
  readonly language: Language;
  readonly signal: AbortSignal;
  /** Called after every page with the number of deliveries so far. */
  readonly onProgress: (count: number) => void;
}

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv;charset=utf-8',
  ndjson: 'application/x-ndjson',
  har: 'application/json',
};

/** Spreadsheets take UTF-8 for something else without it. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Reads all pages into one file. The parts go into the file as they come, so that no text of the whole is ever
 * held.
 *
 * @param readPage - Gives the page after a cursor, the first one for `undefined`.
 * @throws the reason of the signal when it was stopped, and what `readPage` throws.
 */
export async function exportHistory(
  readPage: (before: string | undefined, limit: number) => Promise<HistoryPage>,
  options: ExportOptions,
): Promise<Blob> {
  const parts: Blob[] = [new Blob([headOf(options)])];
  let count = 0;
  let before: string | undefined;
  do {
    const page = await readPage(before, PAGE_SIZE);
    options.signal.throwIfAborted();
    const isFirst = count === 0;
    parts.push(new Blob([rowsOf(page.deliveries, isFirst, options)]));
    count += page.deliveries.length;
    options.onProgress(count);
    before = page.next ?? undefined;
  } while (before !== undefined);
  if (options.format === 'har') parts.push(new Blob([HAR_TAIL]));
  return new Blob(parts, { type: MEDIA_TYPES[options.format] });
}

function headOf({ format, version }: ExportOptions): string {
  if (format === 'har') return harHead(version);
  return format === 'csv' ? BYTE_ORDER_MARK + CSV_HEADER : '';
}

function rowsOf(
  deliveries: readonly Delivery[],
  isFirst: boolean,
  { format, language }: ExportOptions,
): string {
  if (format === 'har') {
    const entries = deliveries.map(harEntry).join(',\n');
    return isFirst || entries === '' ? entries : `,\n${entries}`;
  }
  const row = format === 'csv' ? csvRow : ndjsonRow;
  return deliveries.map((delivery) => row(delivery, language)).join('');
}
