import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchStart } from '#core/history/batch-ledger';
import { type History, type HistoryOptions, openHistory } from '#core/history/open-history';
import { openSqlite } from '#core/history/sqlite';
import { systemClock } from '#core/ports/system-ports';
import type { Delivery } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';
import { aDelivery, type DeliveryTraits, inParts, START_MS } from './a-delivery.js';

const BATCH: BatchStart = {
  id: '5f2b6c1e-0d7a-4f0e-9b1c-2a3d4e5f6071',
  atMs: START_MS,
  total: null,
  push: { environment: { kind: 'simulator' }, credentialId: 'c', headers: {}, payload: '{}' },
  presetName: null,
};
const MOMENT = { nowMs: START_MS, activeMs: 0 };
const PAYLOAD = '{"aps":{"alert":"Your parcel is here: 包裹"}}';

let dataDir: string;
let history: History;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-packed-'));
  history = openHistory({ dataDir, clock: systemClock });
});
afterEach(() => {
  history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const tokenOf = (position: number): string =>
  `${(position + 1).toString(16).padStart(8, '0')}${'c5'.repeat(28)}`;

/** What became of a target, all of one batch and one payload. */
function answer(position: number, traits: DeliveryTraits = {}): Delivery {
  const fields = {
    batchId: BATCH.id,
    token: tokenOf(position),
    payload: PAYLOAD,
    atMs: START_MS + position,
    ...traits,
  };
  return aDelivery({ ...fields, id: history.batches.deliveryId(BATCH.id, position) });
}

/** Sends a batch as one that sends everybody the same. */
function send(deliveries: readonly Delivery[]): void {
  const { batches } = history;
  if (batches.get(BATCH.id) === null) batches.start(BATCH);
  const places = deliveries.map(({ id }) => Number.parseInt(id.slice(-12), 16));
  batches.enlist(
    BATCH.id,
    deliveries.map(({ push }, index) => {
      if (push.target.kind !== 'device') throw new Error('no device');
      return { position: places[index] ?? 0, target: push.target };
    }),
  );
  batches.markSent(BATCH.id, places, MOMENT);
  deliveries.forEach((delivery, index) =>
    batches.settle(BATCH.id, places[index] ?? 0, delivery.outcome, inParts(delivery)),
  );
  history.flush();
}

/** With deliveries of everything that can become of a push. */
function mixed(): readonly Delivery[] {
  history.batches.start(BATCH);
  return [
    answer(0, { responseHeaders: [{ name: 'apns-id', value: 'E3B0C442-98FC-1C14-9AFB-F4C8996FB924' }] }),
    answer(1, { device: '测试机', requestHeaders: [] }),
    answer(2, { outcome: 'rejected', status: 400, reason: 'BadDeviceToken' }),
    answer(3, { outcome: 'rejected', status: 410, reason: 'Unregistered' }),
    answer(4, { outcome: 'unknown', topic: 'com.example.other' }),
    answer(5, { outcome: 'failed' }),
    answer(6, { token: 'not even digits' }),
  ];
}

function reopen(options: Partial<HistoryOptions> = {}): void {
  history.close();
  history = openHistory({ dataDir, clock: systemClock, ...options });
}

function everything(filter: HistoryFilter, limit: number): readonly string[] {
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = history.page(filter, { limit, ...(before === undefined ? {} : { before }) });
    seen.push(...page.deliveries.map(({ id }) => id));
    before = page.next ?? undefined;
  } while (before !== undefined);
  return seen;
}

const rows = (table: string): number => {
  const database = openSqlite(join(dataDir, 'history.sqlite'));
  const found = database.prepare(`SELECT count(*) AS found FROM ${table}`).get()?.['found'];
  database.close();
  return Number(found);
};

describe('a delivery of a batch', () => {
  it('comes back exactly as it was, by its ID and in a page, also after a restart', () => {
    const deliveries = mixed();
    send(deliveries);
    expect(rows('deliveries')).toBe(0);
    reopen();
    expect(deliveries.map(({ id }) => history.get(id))).toEqual(deliveries);
    expect(history.page({}, { limit: 10 })).toEqual({ deliveries: [...deliveries].reverse(), next: null });
  });

  it('gets a row of its own where its target is not written down', () => {
    history.batches.start(BATCH);
    const lost = answer(0);
    history.batches.settle(BATCH.id, 0, 'accepted', inParts(lost));
    history.flush();
    expect(rows('deliveries')).toBe(1);
    expect(history.get(lost.id)).toEqual(lost);
  });

  it('may have been on its way for long, and stands where it was sent', () => {
    history.batches.start(BATCH);
    const late = [1, 3].map((position) => answer(position, { atMs: START_MS - 3_600_000 + position }));
    send([answer(0)]);
    send(late.slice(0, 1));
    send([answer(2), ...late.slice(1)]);
    expect([rows('deliveries'), rows('delivery_blocks')]).toEqual([0, 2]);
    expect(everything({}, 1)).toEqual([2, 0, 3, 1].map((position) => answer(position).id));
  });

  it('has another ID in each run', () => {
    history.batches.start(BATCH);
    const failed = answer(0, { outcome: 'failed' });
    send([failed]);
    history.batches.release(BATCH.id, MOMENT);
    expect(history.batches.claim(BATCH.id, START_MS)).toBe(true);
    const accepted = answer(0, { atMs: START_MS + 60_000 });
    expect(accepted.id).not.toBe(failed.id);
    send([accepted]);
    expect([history.get(failed.id), history.get(accepted.id)]).toEqual([failed, accepted]);
  });

  it('never carries a secret into the file', () => {
    const secret = [{ name: 'x-api-key', value: 'planted-secret-Zm9vYmFy' }];
    history.batches.start(BATCH);
    send([answer(0, { customHeaders: secret, requestHeaders: secret, responseHeaders: secret })]);
    expect(history.page({}, { limit: 1 }).deliveries).toHaveLength(1);
    reopen();
    for (const file of readdirSync(dataDir).filter((name) => name.startsWith('history'))) {
      expect(readFileSync(join(dataDir, file)).includes('planted-secret'), file).toBe(false);
    }
  });
});

describe('filters and search', () => {
  it.each<[HistoryFilter, readonly number[]]>([
    [{ outcome: 'rejected' }, [3, 2]],
    [{ status: 410 }, [3]],
    [{ reason: 'BadDeviceToken' }, [2]],
    [{ topic: 'com.example.other' }, [4]],
    [{ topic: 'com.nobody' }, []],
    [{ environment: 'simulator', outcome: 'failed' }, [5]],
    [{ environment: 'production' }, []],
    [{ batchId: BATCH.id, outcome: 'accepted' }, [6, 1, 0]],
    [{ batchId: 'another' }, []],
    [{ device: '测试机' }, [1]],
    [{ device: tokenOf(3) }, [3]],
    [{ device: tokenOf(99) }, []],
    [{ device: 'not even digits' }, [6]],
    [{ sinceMs: START_MS + 2, untilMs: START_MS + 4 }, [4, 3, 2]],
    [{ search: '包裹' }, [6, 5, 4, 3, 2, 1, 0]],
    [{ search: 'PARCEL unregistered' }, [3]],
    [{ search: tokenOf(2).slice(5, 12) }, [2]],
    [{ search: tokenOf(2).slice(6, 13) }, [2]],
    [{ search: `${tokenOf(2).slice(0, 9)} parcel` }, [2]],
    [{ search: '测试' }, [1]],
    [{ search: 'even digits' }, [6]],
    [{ search: 'example.other 00000005' }, [4]],
    [{ search: 'nowhere' }, []],
    [{ search: 'deadbeef' }, []],
  ])('%j', (filter, expected) => {
    const deliveries = mixed();
    send(deliveries);
    expect(everything(filter, 2)).toEqual(expected.map((position) => deliveries[position]?.id));
  });

  it('give each delivery once and in order, whether in a block or in a row', () => {
    history.batches.start(BATCH);
    const count = 1500;
    const packed = Array.from({ length: count }, (_, n) =>
      // Answers come in another order than the requests left.
      answer(n, { atMs: START_MS + Math.floor(n / 40) * 3 + ((n * 7) % 5) }),
    );
    send(packed);
    const single = Array.from({ length: 300 }, (_, n) =>
      aDelivery({ atMs: START_MS + (n % 120), batchId: 'b' }),
    );
    for (const delivery of single) history.add(delivery);
    const seen = everything({}, 70);
    expect(new Set(seen).size).toBe(count + single.length);
    expect(seen).toHaveLength(count + single.length);
    const times = seen.map((id) => history.get(id)?.atMs ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(everything({ batchId: BATCH.id, search: 'parcel' }, 333)).toHaveLength(count);
  });

  it('skip and repeat none where a page ends early because its time is over', () => {
    history.batches.start(BATCH);
    send(Array.from({ length: 600 }, (_, n) => answer(n, { atMs: START_MS + Math.floor(n / 10) })));
    for (let n = 0; n < 700; n += 1) history.add(aDelivery({ atMs: START_MS + (n % 60), batchId: 'b' }));
    let elapsed = 0;
    reopen({ clock: { ...systemClock, elapsed: () => (elapsed += 1000) } });
    const seen = everything({}, 90);
    expect([seen.length, new Set(seen).size]).toEqual([1300, 1300]);
    expect(new Set(everything({ search: 'parcel' }, 90)).size).toBe(600);
    expect(everything({ search: tokenOf(5).slice(3, 12) }, 90)).toEqual([answer(5).id]);
  });

  it('name the deliveries of a damaged block and leave only them out', () => {
    history.batches.start(BATCH);
    send([answer(0), answer(1)]);
    send([answer(2, { atMs: START_MS + 60_000 })]);
    history.close();
    const database = openSqlite(join(dataDir, 'history.sqlite'));
    database.exec(`UPDATE delivery_blocks SET bytes = x'00010203040506' WHERE first_position = 0`);
    database.close();
    history = openHistory({ dataDir, clock: systemClock });
    const page = history.page({}, { limit: 10 });
    expect(page.deliveries.map(({ atMs }) => atMs)).toEqual([START_MS + 60_000]);
    expect(page.damagedAtMs).toEqual([START_MS + 1, START_MS + 1]);
  });
});

describe('what is told of a batch', () => {
  it('is the same as its deliveries say', async () => {
    send(mixed());
    const report = await history.batchReport(BATCH.id);
    expect(report?.progress).toMatchObject({
      done: 7,
      counts: { accepted: 3, rejected: 2, failed: 1, unknown: 1 },
      byReason: { BadDeviceToken: 1, Unregistered: 1 },
      deadTokens: 1,
    });
    expect(report?.slowest[0]).toMatchObject({ batchId: BATCH.id });
  });

  it('counts a target once that failed at first', async () => {
    history.batches.start(BATCH);
    send([answer(0, { outcome: 'failed' }), answer(1, { outcome: 'failed' })]);
    history.batches.release(BATCH.id, MOMENT);
    history.batches.claim(BATCH.id, START_MS);
    send([answer(0, { atMs: START_MS + 9 })]);
    const counts = { accepted: 1, rejected: 0, failed: 1, unknown: 0 };
    expect((await history.batchReport(BATCH.id))?.progress.counts).toEqual(counts);
  });

  it('is known of its tokens', () => {
    history.batches.start(BATCH);
    send([
      answer(0, { topic: 'com.example.app' }),
      answer(1, { outcome: 'rejected', status: 410, reason: 'Unregistered' }),
    ]);
    expect(history.aboutToken(tokenOf(0)).answers).toMatchObject([
      { outcome: 'accepted', topic: 'com.example.app' },
    ]);
    expect(history.aboutToken(tokenOf(1))).toMatchObject({ goneAtMs: START_MS + 1 });
    // What comes after a question counts for the next.
    send([answer(2, { token: tokenOf(1), atMs: START_MS + 5 })]);
    expect(history.aboutToken(tokenOf(1))).toMatchObject({
      goneAtMs: null,
      answers: [{ outcome: 'accepted' }],
    });
  });

  it('reaches whoever watches, in the order in which it was written', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const deliveries = mixed();
    const watched = (async () => {
      for await (const delivery of history.watch(stop.signal)) {
        seen.push(delivery.id);
        if (seen.length === 9) stop.abort();
      }
    })();
    history.add(aDelivery({ id: 'before' }));
    send(deliveries);
    history.add(aDelivery({ id: 'after' }));
    await watched;
    expect(seen).toEqual(['before', ...deliveries.map(({ id }) => id), 'after']);
  });
});

describe('forgetting', () => {
  it('takes the deliveries of old batches with all that only they needed', async () => {
    send(mixed());
    history.batches.end(BATCH.id, 'finished', MOMENT);
    const clock = { ...systemClock, now: () => START_MS + 86_400_000 * 100 };
    reopen({ clock, retentionDays: () => 0 });
    await expect.poll(() => rows('numbered_batches'), { timeout: 15_000 }).toBe(0);
    for (const table of [
      'delivery_blocks',
      'frames',
      'target_lists',
      'target_states',
      'token_lists',
      'batches',
    ]) {
      expect(rows(table), table).toBe(0);
    }
  });

  it('keeps the deliveries of a batch that is removed', () => {
    const deliveries = mixed();
    send(deliveries);
    history.batches.end(BATCH.id, 'finished', MOMENT);
    expect(history.batches.remove(BATCH.id)).toBe(true);
    expect(history.batches.targets(BATCH.id, ['accepted'], { limit: 9 })).toEqual([]);
    expect(everything({}, 3)).toHaveLength(deliveries.length);
  });

  it('by hand in the middle of a batch leaves what comes after, and the batch goes on', () => {
    history.batches.start(BATCH);
    send([answer(0), answer(1)]);
    const other = openHistory({ dataDir, clock: systemClock });
    other.clear();
    other.close();
    send([answer(2)]);
    expect(everything({}, 10)).toEqual([answer(2).id]);
    history.clear();
    send([answer(3)]);
    expect(everything({}, 10)).toEqual([answer(3).id]);
    expect(history.batches.get(BATCH.id)?.counts).toMatchObject({ accepted: 4, waiting: 0 });
  });
});

it('takes little room: 2,000 deliveries of a batch, with all that finds them again', () => {
  history.batches.start(BATCH);
  const id = (n: number): string => `${n.toString(16).padStart(8, '0')}-98fc-4c14-9afb-f4c8996fb924`;
  for (let from = 0; from < 2000; from += 50) {
    send(
      Array.from({ length: 50 }, (_, at) =>
        answer(from + at, { responseHeaders: [{ name: 'apns-id', value: id(from + at) }] }),
      ),
    );
  }
  history.close();
  const bytes = statSync(join(dataDir, 'history.sqlite')).size;
  const empty = mkdtempSync(join(tmpdir(), 'pushdeck-packed-'));
  openHistory({ dataDir: empty, clock: systemClock }).close();
  const overhead = statSync(join(empty, 'history.sqlite')).size;
  rmSync(empty, { recursive: true, force: true });
  expect((bytes - overhead) / 2000).toBeLessThan(150);
});
