import { describe, expect, it } from 'vitest';
import {
  afterNoConnection,
  afterRefusal,
  afterUnprocessed,
  connectionDecision,
  INITIAL_RETRY_STATE,
  type RefusalDecision,
  type RetryLimits,
  type RetryState,
} from '#core/apns/decisions/retry-decision';
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

const state = (change: Partial<RetryState> = {}): RetryState => ({ ...INITIAL_RETRY_STATE, ...change });
const limits = (change: Partial<RetryLimits> = {}): RetryLimits => ({
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
const nextOf = (decision: RefusalDecision): RetryState => {
  if (decision.kind !== 'retry' && decision.kind !== 'renew') throw new Error(decision.kind);
  return decision.state;
};

describe('after a refusal', () => {
  it('that only a fix changes, it is rejected, however many retries there are', () => {
    for (const [status, reason] of [
      [400, 'BadDeviceToken'],
      [403, 'InvalidProviderToken'],
      [429, 'TooManyProviderTokenUpdates'],
      [400, null],
    ] as const) {
      expect(afterRefusal(state(), refusal(status, reason), limits({ retries: 9 }))).toEqual({
        kind: 'rejected',
      });
    }
  });

  it('that passes, it is tried again within what the user allowed, later each time', () => {
    const pauses: number[] = [];
    let now = state();
    for (let retry = 1; retry <= 3; retry += 1) {
      const decision = afterRefusal(now, refusal(503, 'ServiceUnavailable'), limits({ retries: 3 }));
      if (decision.kind === 'retry') pauses.push(decision.pauseMs);
      now = nextOf(decision);
      expect(now.retries).toBe(retry);
    }
    expect(pauses).toEqual([1000, 2000, 4000]);
    expect(afterRefusal(now, refusal(503, null), limits({ retries: 3 }))).toEqual({ kind: 'rejected' });
    expect(afterRefusal(state(), refusal(503, null), limits())).toEqual({ kind: 'rejected' });
  });

  it('that asks for a pause, it waits as long, and no shorter than it would', () => {
    const asked = afterRefusal(state(), refusal(429, null, 90_000), limits({ retries: 1 }));
    expect(asked).toMatchObject({ kind: 'retry', pauseMs: 90_000 });
    const short = afterRefusal(state(), refusal(500, null, 10), limits({ retries: 1 }));
    expect(short).toMatchObject({ kind: 'retry', pauseMs: 1000 });
  });

  it('of an expired provider token, it is renewed once', () => {
    const decision = afterRefusal(state(), refusal(403, 'ExpiredProviderToken'), limits());
    expect(decision).toEqual({ kind: 'renew', state: state({ retriedReasons: ['ExpiredProviderToken'] }) });
    expect(afterRefusal(nextOf(decision), refusal(403, 'ExpiredProviderToken'), limits())).toEqual({
      kind: 'rejected',
    });
  });

  it('of a connection, it is tried once over another one, at once, for each reason', () => {
    const decision = afterRefusal(state(), refusal(403, 'UnrelatedKeyIdInToken'), limits());
    expect(decision).toMatchObject({ kind: 'retry', pauseMs: 0 });
    const once = nextOf(decision);
    expect(afterRefusal(once, refusal(403, 'UnrelatedKeyIdInToken'), limits())).toEqual({ kind: 'rejected' });
    const other = afterRefusal(once, refusal(400, 'IdleTimeout'), limits());
    expect(nextOf(other).retriedReasons).toEqual(['UnrelatedKeyIdInToken', 'IdleTimeout']);
  });

  it('of one that was taken back, it is over', () => {
    const back = state({ cancelled: CANCELLED });
    for (const reason of ['ExpiredProviderToken', 'ServiceUnavailable']) {
      expect(afterRefusal(back, refusal(503, reason), limits({ retries: 9 }))).toEqual({ kind: 'rejected' });
    }
  });
});

describe('after the server said that it had not read it', () => {
  const why = failure('http2');
  it('it is sent again, three times at once and then with pauses, and then it has failed', () => {
    const pauses: number[] = [];
    let now = state();
    for (;;) {
      const decision = afterUnprocessed(now, { reason: null, failure: why }, limits());
      if (decision.kind !== 'retry') {
        expect(decision).toEqual({ kind: 'failed', failure: why });
        break;
      }
      pauses.push(decision.pauseMs);
      now = decision.state;
      expect(now.resends).toBe(pauses.length);
    }
    expect(pauses).toEqual([0, 0, 0, 1000, 2000]);
    expect(pauses).toHaveLength(MAX_RESENDS);
  });

  it('for a passing reason, the same', () => {
    expect(afterUnprocessed(state(), { reason: 'Shutdown', failure: why }, limits()).kind).toBe('retry');
  });

  it('for a reason that a new connection does not change, it is rejected', () => {
    for (const reason of ['BadCertificateEnvironment', 'NeverHeardOf']) {
      expect(afterUnprocessed(state(), { reason, failure: why }, limits())).toEqual({ kind: 'rejected' });
    }
  });

  it('and it was taken back: that is why it failed', () => {
    const back = state({ cancelled: CANCELLED });
    for (const reason of [null, 'BadCertificateEnvironment']) {
      expect(afterUnprocessed(back, { reason, failure: why }, limits())).toEqual({
        kind: 'failed',
        failure: CANCELLED,
      });
    }
  });
});

describe('without a connection', () => {
  const failed = { kind: 'failed', failure: NO_WAY };
  it('it is tried again within what the user allowed', () => {
    const decision = afterNoConnection(state(), NO_WAY, limits({ retries: 1 }));
    expect(decision).toEqual({ kind: 'retry', pauseMs: 1000, state: state({ retries: 1 }) });
    expect(afterNoConnection(state({ retries: 1 }), NO_WAY, limits({ retries: 1 }))).toEqual(failed);
    expect(afterNoConnection(state(), NO_WAY, limits())).toEqual(failed);
  });

  it('because TLS was refused, it has failed: it would be refused again', () => {
    const tls = failure('tls');
    expect(afterNoConnection(state(), tls, limits({ retries: 5 }))).toEqual({
      kind: 'failed',
      failure: tls,
    });
  });

  it('it has failed where somebody else waits for connections, or it was taken back', () => {
    expect(afterNoConnection(state(), NO_WAY, limits({ retries: 5, retryConnections: false }))).toEqual(
      failed,
    );
    const back = state({ cancelled: CANCELLED });
    expect(afterNoConnection(back, NO_WAY, limits({ retries: 5 }))).toEqual(failed);
  });

  it('what a server had not read is not given up at once, but with pauses', () => {
    const first = afterNoConnection(state({ resends: 1 }), NO_WAY, limits());
    expect(first).toEqual({ kind: 'retry', pauseMs: 1000, state: state({ resends: 4 }) });
    const second = afterNoConnection(state({ resends: 4 }), NO_WAY, limits());
    expect(second).toEqual({ kind: 'retry', pauseMs: 2000, state: state({ resends: 5 }) });
    expect(afterNoConnection(state({ resends: 5 }), NO_WAY, limits())).toEqual(failed);
    expect(afterNoConnection(state({ resends: 5 }), NO_WAY, limits({ retries: 1 }))).toMatchObject({
      kind: 'retry',
      state: { retries: 1 },
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
  ] as const)('%s %s: %s', (status, reason, decision) => {
    expect(connectionDecision(status, reason)).toBe(decision);
  });
});
