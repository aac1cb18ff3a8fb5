import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedDevice } from '#shared/simulator/model';
import { type AcceptedPush, createInbox, type Inbox } from '#simulator/inbox';

const PHONE: SimulatedDevice = {
  token: 'aa',
  name: 'Phone',
  topics: ['com.app'],
  state: 'active',
  goneAtMs: null,
};
const HOUR_MS = 3_600_000;

let inbox: Inbox;
let clock = 1_000_000;
beforeEach(() => {
  inbox = createInbox([PHONE]);
});

const deliver = (change: Partial<AcceptedPush> & { readonly aps?: object } = {}) => {
  const { aps = { alert: 'Hi' }, ...rest } = change;
  return inbox.deliver({
    token: 'aa',
    topic: 'com.app',
    pushType: 'alert',
    priority: 10,
    expirationS: null,
    collapseId: null,
    payload: JSON.stringify({ aps }),
    nowMs: clock++,
    ...rest,
  });
};
const items = () => inbox.one('aa')?.items ?? [];
const setState = (state: SimulatedDevice['state'], nowMs = clock++) => inbox.save({ ...PHONE, state }, nowMs);

describe('what a device shows', () => {
  it.each([
    ['an alert with words', 'alert', { alert: { title: 'Hi' } }, 'banner'],
    ['an alert with a key', 'alert', { alert: { 'loc-key': 'HELLO' } }, 'banner'],
    ['an alert without words', 'alert', { alert: {} }, 'silent'],
    ['only a badge', 'alert', { badge: 3 }, 'badge'],
    ['only a sound', 'alert', { sound: 'default' }, 'other'],
    ['content-available as an alert', 'alert', { 'content-available': 1 }, 'silent'],
    ['a background push', 'background', { 'content-available': 1 }, 'background'],
    ['a call', 'voip', {}, 'call'],
    ['a Live Activity', 'liveactivity', { event: 'start' }, 'live-activity'],
    ['a complication', 'complication', {}, 'other'],
    ['a type that does not exist yet', 'hologram', { alert: 'x' }, 'banner'],
  ])('%s', (_, pushType, aps, presentation) => {
    deliver({ pushType, aps });
    expect(items()[0]?.presentation).toBe(presentation);
  });

  it('is nothing for a body that is no JSON, which arrives all the same', () => {
    deliver({ payload: 'not json, but with a "badge"' });
    expect(items()[0]).toMatchObject({ presentation: 'silent', payload: 'not json, but with a "badge"' });
  });

  it.each([
    ['cuts a fraction off the badge', 'alert', { badge: 2.7 }, 2],
    ['keeps the badge where the new one is below zero', 'alert', { alert: 'Hi', badge: -1 }, 7],
    ['keeps the badge at a background push', 'background', { 'content-available': 1, badge: 3 }, 7],
    [
      'takes the badge of an alert beside a Live Activity',
      'liveactivity',
      { alert: { body: 'x' }, badge: 3 },
      3,
    ],
  ])('%s', (_, pushType, aps, badge) => {
    deliver({ aps: { badge: 7 } });
    deliver({ pushType, aps });
    expect(inbox.one('aa')?.badge).toBe(badge);
  });

  it('has the newest first and keeps fifty', () => {
    for (let n = 0; n < 60; n++) deliver({ aps: { alert: String(n) } });
    expect(items()).toHaveLength(50);
    expect(items()[0]?.payload).toContain('"59"');
    expect(items().at(-1)?.payload).toContain('"10"');
  });

  it('has the last badge, even from a push that has been forgotten, and 0 takes it away', () => {
    deliver({ aps: { alert: 'x', badge: 7 } });
    for (let n = 0; n < 60; n++) deliver();
    expect(inbox.one('aa')?.badge).toBe(7);
    deliver({ aps: { badge: 0 } });
    expect(inbox.one('aa')?.badge).toBe(0);
  });
});

describe('a collapse ID', () => {
  it('replaces what it showed before, which keeps its identity and comes first', () => {
    deliver({ collapseId: 'score', aps: { alert: '0:0' } });
    deliver({ aps: { alert: 'other' } });
    const before = items().at(-1)?.id;
    deliver({ collapseId: 'score', aps: { alert: '1:0' } });
    expect(items().map(({ payload }) => payload)).toEqual([
      '{"aps":{"alert":"1:0"}}',
      '{"aps":{"alert":"other"}}',
    ]);
    expect(items()[0]?.id).toBe(before);
  });

  it('does not reach into another app', () => {
    inbox.save({ ...PHONE, topics: ['com.app', 'com.two'] }, clock++);
    deliver({ collapseId: 'score' });
    deliver({ collapseId: 'score', topic: 'com.two' });
    expect(items()).toHaveLength(2);
  });
});

describe('a Live Activity', () => {
  const activity = (event: string, timestamp: number, state: number) =>
    deliver({ pushType: 'liveactivity', aps: { event, timestamp, 'content-state': { state } } });

  it('is updated in its place, and a late update is ignored', () => {
    expect(activity('start', 10, 0)).toBe('shown');
    expect(activity('update', 20, 1)).toBe('shown');
    expect(activity('update', 15, 2)).toBe('ignored');
    expect(items()).toHaveLength(1);
    expect(items()[0]?.payload).toContain('"state":1');
    activity('end', 30, 3);
    activity('start', 1, 4);
    expect(items()).toHaveLength(2);
  });

  it('keeps what it was started with, however often it is updated', () => {
    const start = { event: 'start', timestamp: 1, 'attributes-type': 'Match', attributes: { away: 'Bern' } };
    deliver({ pushType: 'liveactivity', aps: start });
    expect(items()[0]?.startedWith).toBeNull();
    activity('update', 2, 1);
    activity('update', 3, 2);
    expect(items()[0]?.startedWith).toBe(JSON.stringify({ aps: start }));
  });

  it('listens to its channel until it ends', () => {
    deliver({ pushType: 'liveactivity', aps: { event: 'start', timestamp: 1, 'input-push-channel': 'c1' } });
    expect(inbox.subscribers('c1')).toEqual(['aa']);
    activity('update', 2, 1);
    expect(inbox.subscribers('c1')).toEqual(['aa']);
    activity('end', 3, 2);
    expect(inbox.subscribers('c1')).toEqual([]);
  });
});

describe('a device that is offline', () => {
  beforeEach(() => setState('offline'));

  it('has one push stored, the newest, and shows it when it comes back', () => {
    expect(deliver({ aps: { alert: 'one' } })).toBe('stored');
    expect(deliver({ aps: { alert: 'two' } })).toBe('stored');
    expect(items()).toEqual([]);
    expect(inbox.one('aa')?.waiting?.payload).toContain('two');
    setState('active', 5_000_000);
    expect(items()).toMatchObject([{ payload: '{"aps":{"alert":"two"}}', stored: true, atMs: 5_000_000 }]);
    expect(inbox.one('aa')?.waiting).toBeNull();
  });

  it('has none stored with expiration 0, or one that has passed', () => {
    expect(deliver({ expirationS: 0 })).toBe('dropped');
    expect(deliver({ expirationS: 1 })).toBe('dropped');
    setState('active');
    expect(items()).toEqual([]);
  });

  it('does not get what expired while it was away', () => {
    deliver({ expirationS: Math.floor(clock / 1000) + 60 });
    setState('active', clock + HOUR_MS);
    expect(items()).toEqual([]);
  });

  it('is not told after thirty days', () => {
    deliver();
    setState('active', clock + 31 * 24 * HOUR_MS);
    expect(items()).toEqual([]);
  });

  it('loses what was stored when the app is removed', () => {
    deliver();
    setState('unregistered');
    setState('active');
    expect(items()).toEqual([]);
  });
});

describe('the memory of an inbox', () => {
  it('has a bound for all devices together, at which the oldest are forgotten', () => {
    const devices = Array.from({ length: 1000 }, (_, n) => ({ ...PHONE, token: `d${n}` }));
    inbox = createInbox(devices);
    const payload = 'x'.repeat(5000);
    for (let round = 0; round < 10; round++) {
      for (const { token } of devices) deliver({ token, payload });
    }
    const kept = inbox.list().flatMap((one) => one.items);
    expect(kept.length * 5000).toBeLessThanOrEqual(16_000_000);
    expect(kept.length).toBeGreaterThan(2800);
    expect(inbox.one('d999')?.items.length).toBeGreaterThan(0);
  });

  it('is given back by clearing', () => {
    deliver();
    deliver({ token: 'unknown' });
    inbox.clear();
    expect(inbox.list()).toEqual([{ device: PHONE, badge: 0, items: [], waiting: null }]);
  });
});
