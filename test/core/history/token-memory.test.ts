import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainResult } from '#core/apns/delivery';
import { type History, openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
import { environmentOf, topicOf } from '#shared/history/token-knowledge';
import { aDelivery, type DeliveryTraits, START_MS, TOKEN } from './a-delivery.js';

const MINUTE_MS = 60_000;
let dataDir: string;
let history: History;
let nowMs = START_MS;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-token-'));
  history = openHistory({ dataDir, clock: { ...systemClock, now: () => nowMs } });
  nowMs = START_MS;
});
afterEach(() => {
  history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const rejected = (reason: string, status = 400): DeliveryTraits => ({ outcome: 'rejected', status, reason });

function happened(...traits: readonly DeliveryTraits[]): void {
  traits.forEach((one, index) => history.add(aDelivery({ atMs: START_MS + index * MINUTE_MS, ...one })));
  nowMs = START_MS + traits.length * MINUTE_MS;
}

describe('what is known of a token', () => {
  it('is nothing when nothing was sent to it', () => {
    expect(history.aboutToken(TOKEN)).toEqual({
      token: TOKEN,
      answers: [],
      goneAtMs: null,
      pushesInLastMinute: 0,
    });
  });

  it('is that the other environment accepted it', () => {
    happened(
      { environment: 'production', topic: 'com.example.live' },
      { environment: 'sandbox', ...rejected('BadDeviceToken') },
    );
    const knowledge = history.aboutToken(TOKEN);
    expect(environmentOf(knowledge)).toBe('production');
    expect(topicOf(knowledge)).toBe('com.example.live');
    expect(knowledge.answers).toMatchObject([
      { environment: 'sandbox', outcome: 'rejected', reason: 'BadDeviceToken' },
      { environment: 'production', outcome: 'accepted', atMs: START_MS },
    ]);
  });

  it('includes an answer that only an environment gives which knows the token', () => {
    happened({ environment: 'sandbox', ...rejected('DeviceTokenNotForTopic') });
    expect(environmentOf(history.aboutToken(TOKEN))).toBe('sandbox');
    expect(topicOf(history.aboutToken(TOKEN))).toBeNull();
  });

  it('is that it is gone, until it is accepted again', () => {
    happened({ environment: 'production' }, { environment: 'production', ...rejected('Unregistered', 410) });
    expect(history.aboutToken(TOKEN).goneAtMs).toBe(START_MS + MINUTE_MS);
    history.add(aDelivery({ atMs: nowMs, environment: 'production' }));
    expect(history.aboutToken(TOKEN).goneAtMs).toBeNull();
  });

  it('leaves out what got no answer, but counts it as a push', () => {
    history.add(aDelivery({ outcome: 'failed' }));
    history.add(aDelivery({ outcome: 'unknown' }));
    nowMs = START_MS + MINUTE_MS - 1;
    expect(history.aboutToken(TOKEN)).toMatchObject({ answers: [], pushesInLastMinute: 2 });
    nowMs = START_MS + MINUTE_MS;
    expect(history.aboutToken(TOKEN).pushesInLastMinute).toBe(0);
  });
});

describe('the explanation of a rejection', () => {
  it('names the environment that accepted the token before, with a button to send there', () => {
    happened({ environment: 'production' });
    const { push } = aDelivery({ environment: 'sandbox' });
    const explanation = explainResult(
      { push, payloadBytes: 2, material: null, origin: '', proxyLabel: null, aboutToken: history.aboutToken },
      {
        outcome: 'rejected',
        status: 400,
        reason: 'BadDeviceToken',
        timestampMs: null,
        headers: {},
        body: '',
        failure: null,
        providerToken: null,
        attempts: [],
        timing: { connectionId: null, queueMs: 0, dial: null, http2Ms: null, responseMs: 1 },
        totalMs: 1,
      },
    );
    expect(explanation?.cause.en).toContain('production');
    expect(explanation?.actions[0]?.action).toEqual({
      kind: 'use-environment',
      environment: { kind: 'production' },
    });
  });
});

describe('the report of a batch', () => {
  it('tells outcomes, reasons, latency and the slowest from its deliveries', async () => {
    const { payload, credentialId, headers, environment } = aDelivery().push;
    const push = { payload, credentialId, headers, environment };
    history.batches.start({ id: 'b', atMs: START_MS, total: 4, push, presetName: null });
    const slow = aDelivery({ id: 'slow', batchId: 'b' });
    for (const delivery of [
      aDelivery({ batchId: 'b' }),
      { ...slow, timings: { ...slow.timings, responseMs: 900 } },
      aDelivery({ batchId: 'b', ...rejected('Unregistered', 410) }),
      aDelivery({ batchId: 'b', ...rejected('BadDeviceToken') }),
      aDelivery({ batchId: 'another' }),
    ]) {
      history.add(delivery);
    }
    history.batches.end('b', 'finished', { nowMs: START_MS + 9000, activeMs: 2000 });
    const report = await history.batchReport('b');
    expect(report?.progress).toMatchObject({
      state: 'finished',
      total: 4,
      done: 4,
      durationMs: 2000,
      perSecond: 2,
      counts: { accepted: 2, rejected: 2, failed: 0, unknown: 0 },
      byReason: { Unregistered: 1, BadDeviceToken: 1 },
      deadTokens: 1,
    });
    expect(report?.progress.latency.maxMs).toBe(900);
    expect(report?.slowest[0]?.id).toBe('slow');
  });

  it('is there for a batch that another process left behind, and not for one that never was', async () => {
    history.add(aDelivery({ batchId: 'old' }));
    expect((await history.batchReport('old'))?.progress).toMatchObject({
      state: 'finished',
      done: 1,
      total: 1,
    });
    expect(await history.batchReport('nobody')).toBeNull();
  });
});

describe('a single push', () => {
  it('is in the file before anybody can have been told of it', () => {
    for (let n = 0; n < 5; n += 1) {
      history.add(aDelivery({ id: `quick-${n}` }));
      // A second opening sees only what is in the file.
      const other = openHistory({ dataDir, clock: { ...systemClock, now: () => nowMs } });
      expect(other.get(`quick-${n}`)).not.toBeNull();
      other.close();
    }
  });
});
