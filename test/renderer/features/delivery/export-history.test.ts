import { describe, expect, it } from 'vitest';
import type { HistoryPage } from '#shared/history/history';
import { exportHistory, type ExportOptions } from '../../../../renderer/features/delivery/export-history.js';
import { delivery } from '../../support/log-deliveries.js';

const PAGES: Readonly<Record<string, HistoryPage>> = {
  first: { deliveries: [delivery({ id: 'a' }), delivery({ id: 'b' })], next: 'second' },
  second: { deliveries: [delivery({ id: 'c' })], next: null },
};
const read = async (before: string | undefined): Promise<HistoryPage> =>
  PAGES[before ?? 'first'] ?? { deliveries: [], next: null };

function options(format: ExportOptions['format'], changes: Partial<ExportOptions> = {}): ExportOptions {
  const { signal } = new AbortController();
  return { format, version: '1.0', language: 'en', signal, onProgress: () => undefined, ...changes };
}

describe('exportHistory', () => {
  it('joins all pages into valid NDJSON and counts along', async () => {
    const counts: number[] = [];
    const file = await exportHistory(read, options('ndjson', { onProgress: (count) => counts.push(count) }));
    const lines = (await file.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(() => lines.map((line): unknown => JSON.parse(line))).not.toThrow();
    expect(counts).toEqual([2, 3]);
  });

  it('writes a HAR file that parses, whatever the number of pages', async () => {
    const file = await exportHistory(read, options('har'));
    const har = JSON.parse(await file.text()) as { log: { entries: unknown[] } };
    expect(har.log.entries).toHaveLength(3);
    const none = await exportHistory(async () => ({ deliveries: [], next: null }), options('har'));
    expect(JSON.parse(await none.text())).toMatchObject({ log: { entries: [] } });
  });

  it('begins a CSV file so that spreadsheets read it as UTF-8', async () => {
    const file = await exportHistory(read, options('csv'));
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect((await file.text()).trimEnd().split('\r\n')).toHaveLength(4);
  });

  it('stops between two pages when asked to', async () => {
    const controller = new AbortController();
    const running = exportHistory(
      read,
      options('csv', { signal: controller.signal, onProgress: () => controller.abort() }),
    );
    await expect(running).rejects.toThrow(/abort/i);
  });
});
