import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShard } from '#shared/apns/batch';
import { backOffMs, retryAfterMs, retryRuleOf } from '#shared/apns/retry';

describe('what is tried again', () => {
  it.each([
    { status: 400, reason: 'BadDeviceToken', automatic: 'no' },
    { status: 410, reason: 'Unregistered', automatic: 'no' },
    { status: 413, reason: 'PayloadTooLarge', automatic: 'no' },
    { status: 403, reason: 'ExpiredProviderToken', automatic: 'once' },
    { status: 429, reason: 'TooManyRequests', automatic: 'when-asked' },
    { status: 429, reason: 'TooManyProviderTokenUpdates', automatic: 'no' },
    { status: 503, reason: 'Shutdown', automatic: 'when-asked' },
    { status: 503, reason: null, automatic: 'when-asked' },
    { status: 500, reason: 'SomethingNew', automatic: 'when-asked' },
    { status: 400, reason: 'SomethingNew', automatic: 'no' },
  ])('$status $reason: $automatic', ({ status, reason, automatic }) => {
    expect(retryRuleOf(status, reason).automatic).toBe(automatic);
  });

  it.each([
    ['ExpiredProviderToken', 'once', true, true],
    ['UnrelatedKeyIdInToken', 'once', true, false],
    ['IdleTimeout', 'once', true, false],
    ['BadCertificate', 'no', true, false],
    ['BadCertificateEnvironment', 'no', true, false],
    ['BadEnvironmentKeyIdInToken', 'no', true, false],
    ['BadEnvironmentKeyInToken', 'no', true, false],
    ['TooManyProviderTokenUpdates', 'no', true, false],
    ['Shutdown', 'when-asked', true, false],
    ['TooManyRequests', 'when-asked', false, false],
    ['InternalServerError', 'when-asked', false, false],
    ['ServiceUnavailable', 'when-asked', false, false],
    ['BadDeviceToken', 'no', false, false],
  ] as const)('%s: %s, new connection %s, new token %s', (reason, automatic, newConnection, renewToken) => {
    expect(retryRuleOf(null, reason)).toEqual({ automatic, newConnection, renewToken });
  });

  it('by its status where there is no reason', () => {
    expect(retryRuleOf(null, null).automatic).toBe('no');
    expect([428, 429, 499, 500].map((status) => retryRuleOf(status, null).automatic)).toEqual([
      'no',
      'when-asked',
      'no',
      'when-asked',
    ]);
  });

  it('after a pause that doubles, is spread, and stays within a minute and a half', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (retry, random) => {
          const pause = backOffMs(retry, random);
          const middle = Math.min(1000 * 2 ** (retry - 1), 60_000);
          expect(pause).toBeGreaterThanOrEqual(middle * 0.5 - 1);
          expect(pause).toBeLessThanOrEqual(middle * 1.5 + 1);
        },
      ),
    );
  });

  it('when the server says', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs(new Date(now + 5000).toUTCString(), now)).toBe(5000);
    expect(retryAfterMs(' 7 ', now)).toBe(7000);
    // A date that has passed asks for no pause, and none that is shorter than nothing.
    expect(retryAfterMs(new Date(now - 60_000).toUTCString(), now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeNull();
    // Date.parse makes a date of long ago of some of these: no pause either.
    for (const text of ['12 minutes', 'in 120', '1234567890123']) {
      expect([null, 0]).toContain(retryAfterMs(text, now));
    }
    expect(retryAfterMs(undefined, now)).toBeNull();
  });
});

describe('a shard', () => {
  it.each([
    { text: '2/4', shard: { index: 2, count: 4 } },
    { text: '1/1', shard: { index: 1, count: 1 } },
    { text: '0/4', shard: null },
    { text: '5/4', shard: null },
    { text: '1', shard: null },
    { text: 'a/b', shard: null },
  ])('$text is $shard', ({ text, shard }) => {
    expect(parseShard(text)).toEqual(shard);
  });
});
