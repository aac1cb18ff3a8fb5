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

/** Deliveries per query. */
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

/** Without it, spreadsheets misread UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Exports all pages to one file. Parts are appended as they arrive, so that the whole text is never in memory.
 *
 * @param readPage - Returns the page after a cursor; the first page for `undefined`.
 * @throws the reason of the signal when aborted, and what `readPage` throws.
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
