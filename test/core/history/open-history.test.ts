import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type History, type HistoryOptions, openHistory } from '#core/history/open-history';
import { openSqlite } from '#core/history/sqlite';
import { systemClock } from '#core/ports/system-ports';
import type { Delivery } from '#shared/apns/push';
import type { AppError } from '#shared/errors';
import type { HistoryFilter } from '#shared/history/history';
import { omitUndefined } from '#shared/omit-undefined';
import { aDelivery, START_MS, TOKEN } from './a-delivery.js';

let dataDir: string;
let opened: History[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-history-'));
  opened = [];
});
afterEach(() => {
  for (const history of opened) history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function open(options: Partial<HistoryOptions> = {}): History {
  const history = openHistory({ dataDir, clock: systemClock, ...options });
  opened.push(history);
  return history;
}

/** All that a filter finds, page by page. */
function everything(history: History, filter: HistoryFilter, limit: number): readonly string[] {
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = history.page(filter, { limit, ...omitUndefined({ before }) });
    seen.push(...ids(page.deliveries));
    before = page.next ?? undefined;
  } while (before !== undefined);
  return seen;
}

const ids = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ id }) => id);

describe('a delivery', () => {
  it('comes back exactly as it was after a restart', () => {
    const delivery = aDelivery({
      device: '小明的 iPhone',
      payload: '{ "aps" : {"alert":"你好 \u0000 \ud83d\ude00 \ud800 end"} }\r\n',
      customHeaders: [{ name: 'x-note', value: 'kept' }],
    });
    const first = open();
    first.add(delivery);
    first.close();
    expect(open().get(delivery.id)).toEqual(delivery);
  });

  it('is there once, however often it is added', () => {
    const history = open();
    const delivery = aDelivery();
    history.add(delivery);
    history.add(delivery);
    expect(history.page({}, { limit: 10 }).deliveries).toHaveLength(1);
  });

  it('is unknown by an id that nobody used', () => {
    expect(open().get('nobody')).toBeNull();
  });
});

describe('secrets', () => {
  it.each(['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'set-cookie'])(
    'in a header %s never reach the file',
    (name) => {
      const planted = 'planted-secret-Zm9vYmFy';
      const history = open();
      const header = [{ name, value: `bearer ${planted}` }];
      const delivery = aDelivery({ customHeaders: header, requestHeaders: header, responseHeaders: header });
      history.add(delivery);
      expect(JSON.stringify(history.get(delivery.id))).not.toContain(planted);
      history.close();
      for (const file of readdirSync(dataDir)) {
        expect(readFileSync(join(dataDir, file)).includes(planted), file).toBe(false);
      }
    },
  );

  it.runIf(process.platform !== 'win32')('are guarded by a file that only its owner can read', () => {
    open().add(aDelivery());
    for (const file of readdirSync(dataDir)) {
      expect(statSync(join(dataDir, file)).mode & 0o077, file).toBe(0);
    }
  });
});

describe('pages', () => {
  it('give the newest first, each delivery once, until the end', () => {
    const history = open();
    const order = [3, 0, 4, 1, 2, 6, 5];
    for (const n of order) history.add(aDelivery({ id: `d${n}`, atMs: START_MS + n * 1000 }));
    expect(everything(history, {}, 3)).toEqual(['d6', 'd5', 'd4', 'd3', 'd2', 'd1', 'd0']);
  });

  it('say that they are the last when nothing follows', () => {
    const history = open();
    for (let n = 0; n < 3; n += 1) history.add(aDelivery());
    expect(history.page({}, { limit: 3 }).next).toBeNull();
    expect(history.page({}, { limit: 2 }).next).not.toBeNull();
  });

  it('keep the order of arrival for more deliveries of one millisecond than it has room for', () => {
    const history = open();
    const count = 2500;
    for (let n = 0; n < count; n += 1) history.add(aDelivery({ id: `n${n}`, batchId: 'b' }));
    const expected = Array.from({ length: count }, (_, n) => `n${count - 1 - n}`);
    expect(everything(history, {}, 500)).toEqual(expected);
  });
});

describe('filters', () => {
  const mixed = [
    aDelivery({ id: 'ok', device: 'QA phone', preset: 'Welcome', atMs: START_MS }),
    aDelivery({
      id: 'bad',
      environment: 'production',
      outcome: 'rejected',
      status: 400,
      reason: 'BadDeviceToken',
      topic: 'com.example.app.voip',
      batchId: 'batch-1',
      atMs: START_MS + 60_000,
    }),
    aDelivery({ id: 'lost', outcome: 'unknown', token: 'ab'.repeat(32), atMs: START_MS + 120_000 }),
  ];

  it.each([
    [{ outcome: 'rejected' } as const, ['bad']],
    [{ environment: 'simulator' } as const, ['lost', 'ok']],
    [{ status: 400 }, ['bad']],
    [{ reason: 'BadDeviceToken' }, ['bad']],
    [{ topic: 'com.example.app' }, ['lost', 'ok']],
    [{ preset: 'Welcome' }, ['ok']],
    [{ device: 'QA phone' }, ['ok']],
    [{ device: 'ab'.repeat(32) }, ['lost']],
    [{ batchId: 'batch-1' }, ['bad']],
    [{ sinceMs: START_MS + 60_000 }, ['lost', 'bad']],
    [{ untilMs: START_MS + 60_000 }, ['bad', 'ok']],
    [{ topic: 'com.example.app', outcome: 'unknown' } as const, ['lost']],
    [{ environment: 'sandbox' } as const, []],
    [{ topic: 'com.nobody' }, []],
  ])('%j show %j', (filter, expected) => {
    const history = open();
    for (const delivery of mixed) history.add(delivery);
    expect(ids(history.page(filter, { limit: 10 }).deliveries)).toEqual(expected);
  });
});

describe('search', () => {
  it.each([
    ['a word of the payload, whatever its case', 'ORDER'],
    ['the middle of a word', 'ipp'],
    ['two Chinese letters', '发货'],
    ['one Chinese letter', '货'],
    ['the end of a text', '机'],
    ['part of the topic', 'example.shop'],
    ['the end of the token', TOKEN.slice(-8)],
    ['part of the device name', '测试'],
    ['part of the reason', 'unregist'],
    ['several words in different fields', 'shipped com.example.shop 测试'],
    ['words in quotes', '"was shipped"'],
    ['what looks like query syntax', '"aps" OR NOT {'],
  ])('finds %s', (_, search) => {
    const history = open();
    history.add(
      aDelivery({ id: 'other', payload: '{"other":1}', topic: 'com.other', token: 'cd'.repeat(32) }),
    );
    history.add(
      aDelivery({
        id: 'wanted',
        payload: '{"aps":{"alert":"Your order was shipped: 已发货"},"q":"OR NOT"}',
        topic: 'com.example.shop',
        device: '测试机',
        outcome: 'rejected',
        status: 410,
        reason: 'Unregistered',
      }),
    );
    expect(ids(history.page({ search }, { limit: 10 }).deliveries)).toEqual(['wanted']);
  });

  it.each(['shipped nowhere', 'sh1pped', '发贷', 'zz'])('does not find %s', (search) => {
    const history = open();
    history.add(aDelivery({ payload: '{"aps":{"alert":"Your order was shipped: 已发货"}}' }));
    expect(history.page({ search }, { limit: 10 }).deliveries).toEqual([]);
  });

  it('gives each match once and in order when thousands share few documents', () => {
    const history = open();
    const count = 700;
    for (let n = 0; n < count; n += 1) {
      const payload = n % 7 === 0 ? '{"aps":{"alert":"needle"}}' : '{"aps":{"alert":"hay"}}';
      const device = n % 5 === 0 ? 'needle phone' : 'phone';
      history.add(aDelivery({ id: `n${n}`, atMs: START_MS + n, payload, device, batchId: 'b' }));
    }
    const expected = Array.from({ length: count }, (_, n) => n)
      .filter((n) => n % 7 === 0 || n % 5 === 0)
      .reverse()
      .map((n) => `n${n}`);
    expect(everything(history, { search: 'needle' }, 20)).toEqual(expected);
  });

  it('skips none where most of what has the rarer word lacks the other one', () => {
    const history = open();
    const count = 700;
    const payloadOf = (n: number): string =>
      n % 4 < 2 ? `{"aps":{"alert":"needle ${n % 4}"}}` : '{"aps":{}}';
    for (let n = 0; n < count; n += 1) {
      // Far from each other, so that a page needs many more rows of the rarer word than it holds.
      const device = n % 4 >= 2 || n % 40 === 0 ? 'tail' : 'phone';
      history.add(
        aDelivery({ id: `n${n}`, atMs: START_MS + n, payload: payloadOf(n), device, batchId: 'b' }),
      );
    }
    const expected = Array.from({ length: count }, (_, n) => n)
      .filter((n) => n % 40 === 0)
      .reverse()
      .map((n) => `n${n}`);
    expect(everything(history, { search: 'needle tail' }, 4)).toEqual(expected);
  });
});

describe('watching', () => {
  it('sees the deliveries of this process and of another one on the same folder', async () => {
    const here = open();
    const there = open();
    const stop = new AbortController();
    const seen: string[] = [];
    here.add(aDelivery({ id: 'before' }));
    const watched = (async () => {
      for await (const delivery of here.watch(stop.signal)) {
        seen.push(delivery.id);
        if (seen.length === 2) stop.abort();
      }
    })();
    here.add(aDelivery({ id: 'own' }));
    here.flush();
    there.add(aDelivery({ id: 'foreign', atMs: START_MS - 1 }));
    await watched;
    expect(seen).toEqual(['own', 'foreign']);
  });

  it('ends with its signal and with the history', async () => {
    const history = open();
    const stop = new AbortController();
    const collect = async (signal: AbortSignal) => {
      for await (const delivery of history.watch(signal)) expect(delivery).toBeDefined();
    };
    const aborted = collect(stop.signal);
    const closed = collect(new AbortController().signal);
    stop.abort();
    await aborted;
    history.close();
    await closed;
  });
});

describe('the file', () => {
  it('of a newer version is refused and left as it is', () => {
    open().close();
    const path = join(dataDir, 'history.sqlite');
    const database = openSqlite(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    expect(() => open()).toThrow(expect.objectContaining({ code: 'data-from-newer-version' }));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('that is no database is kept under another name, reported, and replaced', () => {
    const path = join(dataDir, 'history.sqlite');
    writeFileSync(path, 'this is not SQLite. '.repeat(500));
    const problems: AppError[] = [];
    const history = open({ onProblem: (problem) => problems.push(problem) });
    history.add(aDelivery({ id: 'new' }));
    expect(history.get('new')).not.toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(['data-damaged']);
    expect(readFileSync(join(dataDir, 'history.damaged-1.sqlite'), 'utf8')).toContain('this is not SQLite');
  });

  it('may be new to two processes at once', () => {
    const [one, two] = [open(), open()];
    one.add(aDelivery({ id: 'one' }));
    two.add(aDelivery({ id: 'two' }));
    expect(ids(one.page({}, { limit: 10 }).deliveries).sort()).toEqual(['one', 'two']);
  });
});

describe('clearing', () => {
  it('forgets everything and gives the space back, a little at a time', async () => {
    const history = open();
    for (let n = 0; n < 2000; n += 1)
      history.add(aDelivery({ batchId: 'b', payload: `{"n":"${'x'.repeat(500)}${n}"}` }));
    history.flush();
    history.clear();
    expect(history.page({}, { limit: 10 })).toEqual({ deliveries: [], next: null });
    expect(history.page({ search: 'xxx' }, { limit: 10 }).deliveries).toEqual([]);
    const path = join(dataDir, 'history.sqlite');
    await expect.poll(() => statSync(path).size, { timeout: 10_000 }).toBeLessThan(300_000);
    history.add(aDelivery({ id: 'again' }));
    expect(ids(history.page({ search: 'hello' }, { limit: 10 }).deliveries)).toEqual(['again']);
  });
});
