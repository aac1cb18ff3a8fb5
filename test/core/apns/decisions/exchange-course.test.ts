import { describe, expect, it } from 'vitest';
import {
  afterNoConnection,
  afterRefusal,
  afterUnread,
  connectionAfter,
  EXCHANGE_BEGINS,
  type ExchangeCourse,
  type ExchangeLimits,
  type RefusalVerdict,
} from '#core/apns/decisions/exchange-course';
import type { DeliveryFailure } from '#shared/apns/push';
import { MAX_RESENDS } from '#shared/apns/retry';

const failure = (step: DeliveryFailure['step']): DeliveryFailure => ({
  step,
  code: 'connection-lost',
  message: { en: step, zh: step },
  hint: { en: '', zh: '' },
});
const CANCELLED = failure('request');
const NO_WAY = failure('tcp');

const course = (change: Partial<ExchangeCourse> = {}): ExchangeCourse => ({ ...EXCHANGE_BEGINS, ...change });
const limits = (change: Partial<ExchangeLimits> = {}): ExchangeLimits => ({
  retries: 0,
  retryConnections: true,
  random: () => 0.5,
  ...change,
});
const refusal = (status: number, reason: string | null, retryAfterMs: number | null = null) => ({
  status,
  reason,
  retryAfterMs,
});
const nextOf = (verdict: RefusalVerdict): ExchangeCourse => {
  if (verdict.kind !== 'again' && verdict.kind !== 'renew') throw new Error(verdict.kind);
  return verdict.course;
};

describe('after a refusal', () => {
  it('that only a fix changes, it is rejected, however many retries there are', () => {
    for (const [status, reason] of [
      [400, 'BadDeviceToken'],
      [403, 'InvalidProviderToken'],
      [429, 'TooManyProviderTokenUpdates'],
      [400, null],
    ] as const) {
      expect(afterRefusal(course(), refusal(status, reason), limits({ retries: 9 }))).toEqual({
        kind: 'rejected',
      });
    }
  });

  it('that passes, it is tried again within what the user allowed, later each time', () => {
    const pauses: number[] = [];
    let now = course();
    for (let retry = 1; retry <= 3; retry += 1) {
      const verdict = afterRefusal(now, refusal(503, 'ServiceUnavailable'), limits({ retries: 3 }));
      if (verdict.kind === 'again') pauses.push(verdict.pauseMs);
      now = nextOf(verdict);
      expect(now.retries).toBe(retry);
    }
    expect(pauses).toEqual([1000, 2000, 4000]);
    expect(afterRefusal(now, refusal(503, null), limits({ retries: 3 }))).toEqual({ kind: 'rejected' });
    expect(afterRefusal(course(), refusal(503, null), limits())).toEqual({ kind: 'rejected' });
  });

  it('that asks for a pause, it waits as long, and no shorter than it would', () => {
    const asked = afterRefusal(course(), refusal(429, null, 90_000), limits({ retries: 1 }));
    expect(asked).toMatchObject({ kind: 'again', pauseMs: 90_000 });
    const short = afterRefusal(course(), refusal(500, null, 10), limits({ retries: 1 }));
    expect(short).toMatchObject({ kind: 'again', pauseMs: 1000 });
  });

  it('of an expired provider token, it is renewed once', () => {
    const verdict = afterRefusal(course(), refusal(403, 'ExpiredProviderToken'), limits());
    expect(verdict).toEqual({ kind: 'renew', course: course({ retriedReasons: ['ExpiredProviderToken'] }) });
    expect(afterRefusal(nextOf(verdict), refusal(403, 'ExpiredProviderToken'), limits())).toEqual({
      kind: 'rejected',
    });
  });

  it('of a connection, it is tried once over another one, at once, for each reason', () => {
    const verdict = afterRefusal(course(), refusal(403, 'UnrelatedKeyIdInToken'), limits());
    expect(verdict).toMatchObject({ kind: 'again', pauseMs: 0 });
    const once = nextOf(verdict);
    expect(afterRefusal(once, refusal(403, 'UnrelatedKeyIdInToken'), limits())).toEqual({ kind: 'rejected' });
    const other = afterRefusal(once, refusal(400, 'IdleTimeout'), limits());
    expect(nextOf(other).retriedReasons).toEqual(['UnrelatedKeyIdInToken', 'IdleTimeout']);
  });

  it('of one that was taken back, it is over', () => {
    const back = course({ cancelled: CANCELLED });
    for (const reason of ['ExpiredProviderToken', 'ServiceUnavailable']) {
      expect(afterRefusal(back, refusal(503, reason), limits({ retries: 9 }))).toEqual({ kind: 'rejected' });
    }
  });
});

describe('after the server said that it had not read it', () => {
  const why = failure('http2');
  it('it is sent again, three times at once and then with pauses, and then it has failed', () => {
    const pauses: number[] = [];
    let now = course();
    for (;;) {
      const verdict = afterUnread(now, { reason: null, failure: why }, limits());
      if (verdict.kind !== 'again') {
        expect(verdict).toEqual({ kind: 'failed', failure: why });
        break;
      }
      pauses.push(verdict.pauseMs);
      now = verdict.course;
      expect(now.resends).toBe(pauses.length);
    }
    expect(pauses).toEqual([0, 0, 0, 1000, 2000]);
    expect(pauses).toHaveLength(MAX_RESENDS);
  });

  it('for a passing reason, the same', () => {
    expect(afterUnread(course(), { reason: 'Shutdown', failure: why }, limits()).kind).toBe('again');
  });

  it('for a reason that a new connection does not change, it is rejected', () => {
    for (const reason of ['BadCertificateEnvironment', 'NeverHeardOf']) {
      expect(afterUnread(course(), { reason, failure: why }, limits())).toEqual({ kind: 'rejected' });
    }
  });

  it('and it was taken back: that is why it failed', () => {
    const back = course({ cancelled: CANCELLED });
    for (const reason of [null, 'BadCertificateEnvironment']) {
      expect(afterUnread(back, { reason, failure: why }, limits())).toEqual({
        kind: 'failed',
        failure: CANCELLED,
      });
    }
  });
});

describe('without a connection', () => {
  const failed = { kind: 'failed', failure: NO_WAY };
  it('it is tried again within what the user allowed', () => {
    const verdict = afterNoConnection(course(), NO_WAY, limits({ retries: 1 }));
    expect(verdict).toEqual({ kind: 'again', pauseMs: 1000, course: course({ retries: 1 }) });
    expect(afterNoConnection(course({ retries: 1 }), NO_WAY, limits({ retries: 1 }))).toEqual(failed);
    expect(afterNoConnection(course(), NO_WAY, limits())).toEqual(failed);
  });

  it('because TLS was refused, it has failed: it would be refused again', () => {
    const tls = failure('tls');
    expect(afterNoConnection(course(), tls, limits({ retries: 5 }))).toEqual({
      kind: 'failed',
      failure: tls,
    });
  });

  it('it has failed where somebody else waits for connections, or it was taken back', () => {
    expect(afterNoConnection(course(), NO_WAY, limits({ retries: 5, retryConnections: false }))).toEqual(
      failed,
    );
    const back = course({ cancelled: CANCELLED });
    expect(afterNoConnection(back, NO_WAY, limits({ retries: 5 }))).toEqual(failed);
  });

  it('what a server had not read is not given up at once, but with pauses', () => {
    const first = afterNoConnection(course({ resends: 1 }), NO_WAY, limits());
    expect(first).toEqual({ kind: 'again', pauseMs: 1000, course: course({ resends: 4 }) });
    const second = afterNoConnection(course({ resends: 4 }), NO_WAY, limits());
    expect(second).toEqual({ kind: 'again', pauseMs: 2000, course: course({ resends: 5 }) });
    expect(afterNoConnection(course({ resends: 5 }), NO_WAY, limits())).toEqual(failed);
    expect(afterNoConnection(course({ resends: 5 }), NO_WAY, limits({ retries: 1 }))).toMatchObject({
      kind: 'again',
      course: { retries: 1 },
    });
  });
});

describe('the connection of an answer', () => {
  it.each([
    [400, 'BadDeviceToken', 'keep'],
    [503, 'ServiceUnavailable', 'keep'],
    [403, 'InvalidProviderToken', 'keep'],
    [403, 'ExpiredProviderToken', 'retire-for-sender'],
    [429, 'TooManyProviderTokenUpdates', 'retire-for-sender'],
    [503, 'Shutdown', 'retire-for-server'],
    [400, 'IdleTimeout', 'retire-for-server'],
  ] as const)('%s %s: %s', (status, reason, verdict) => {
    expect(connectionAfter(status, reason)).toBe(verdict);
  });
});
