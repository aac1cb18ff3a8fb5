import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '#shared/apns/push';
import { exportDeliveries, type ExportFormat } from '#shared/history/export';
import { aDelivery, START_MS } from '../../core/history/a-delivery.js';

const rejected: Delivery = {
  ...aDelivery({
    id: 'd1',
    outcome: 'rejected',
    status: 410,
    reason: 'Unregistered',
    device: '=HYPERLINK("http://evil")',
    payload: '{"aps":{"alert":"line\n\\"two\\""}}',
    preset: 'Welcome, all',
  }),
  timestampMs: START_MS,
  responseBody: '{"reason":"Unregistered"}',
  explanation: {
    title: { en: 'The token is gone', zh: '令牌已失效' },
    cause: { en: 'The app was removed.', zh: '应用已被删除。' },
    fix: { en: 'Forget it.', zh: '请删除该令牌。' },
    retry: 'never',
    actions: [],
  },
  timings: { ...aDelivery().timings, tcpMs: 10, tlsMs: 20, http2Ms: 5 },
};

const exported = (format: ExportFormat, deliveries: readonly Delivery[] = [rejected]) =>
  exportDeliveries(deliveries, format, { version: '1.2.3' });

describe('CSV', () => {
  it('reads back as it was, whatever is in a field', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (payloads) => {
        const rows = parseCsv(
          exported(
            'csv',
            payloads.map((payload) => aDelivery({ payload })),
          ),
        );
        const kept = payloads.map((payload) => (/^[=+\-@\t\r\n]/.test(payload) ? `'${payload}` : payload));
        expect(rows.slice(1).map((row) => row.at(-1))).toEqual(kept);
      }),
    );
  });

  it('gives a spreadsheet nothing to run', () => {
    const device = parseCsv(exported('csv'))[1]?.[9];
    expect(device).toBe('\'=HYPERLINK("http://evil")');
    for (const start of ['=', '+', '-', '@', '\t', '\r']) {
      expect(parseCsv(exported('csv', [aDelivery({ topic: `${start}cmd` })]))[1]?.[6]).toBe(`'${start}cmd`);
    }
  });

  it('ends every line the way RFC 4180 wants and names every column', () => {
    const text = exported('csv');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text.split('\r\n')[0]).toMatch(/^time,outcome,status,reason,/);
  });
});

describe('NDJSON', () => {
  it('has a line per delivery with the fields of `pushdeck send --json`', () => {
    const lines = exported('ndjson', [rejected, aDelivery()]).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      outcome: 'rejected',
      status: 410,
      reason: 'Unregistered',
      timestamp: START_MS,
      attempts: 1,
      timings: { queueMs: 0.4, connectMs: 35, responseMs: 3.3 },
      explanation: { cause: 'The app was removed.', retry: 'never' },
      preset: 'Welcome, all',
    });
  });
});

describe('HAR', () => {
  it('is one archive with request, answer and timings', () => {
    const { log } = JSON.parse(exported('har', [rejected, aDelivery()])) as {
      log: { version: string; creator: unknown; entries: Record<string, unknown>[] };
    };
    expect(log.version).toBe('1.2');
    expect(log.creator).toEqual({ name: 'Pushdeck', version: '1.2.3' });
    expect(log.entries).toHaveLength(2);
    expect(log.entries[0]).toMatchObject({
      startedDateTime: '2026-01-05T08:00:00.000Z',
      request: { method: 'POST', postData: { text: rejected.push.payload } },
      response: { status: 410, content: { text: '{"reason":"Unregistered"}', size: 25 } },
      timings: { blocked: 0.4, dns: -1, connect: 30, ssl: 20, wait: 3.3 },
    });
  });

  it('of nothing is still one', () => {
    expect(JSON.parse(exported('har', []))).toMatchObject({ log: { entries: [] } });
  });
});

/** A strict reader of RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows.filter((cells) => cells.length > 1);
}
