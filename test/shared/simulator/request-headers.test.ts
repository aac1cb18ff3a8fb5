import { describe, expect, it } from 'vitest';
import { loggedHeaders, readRequestHeaders } from '#shared/simulator/request-headers';

describe('readRequestHeaders', () => {
  it('finds what APNs reads, empty values included', () => {
    const raw = [':method', 'POST', ':path', '/3/device/a', 'apns-topic', '', 'apns-priority', '5', 'x', 'y'];
    expect(readRequestHeaders(raw)).toMatchObject({
      method: 'POST',
      path: '/3/device/a',
      topic: '',
      priority: '5',
      pushType: undefined,
      repeated: undefined,
    });
  });

  it.each([
    [['apns-topic', 'a', 'apns-topic', 'a'], 'apns-topic'],
    [['apns-topic', '', 'apns-topic', 'a'], 'apns-topic'],
    [['x-mine', '1', 'apns-id', '2', 'x-mine', '1'], 'x-mine'],
    [['cookie', '1', 'cookie', '2'], undefined],
    [['a', '1', 'b', '2'], undefined],
  ])('%j repeats %s', (raw, repeated) => {
    expect(readRequestHeaders(raw).repeated).toBe(repeated);
  });
});

describe('loggedHeaders', () => {
  it('keeps the order and every header but the two that the log shows by itself, without the token', () => {
    const raw = [':method', 'POST', ':path', '/', 'authorization', 'Bearer a.b.c', 'x', '1', 'x', '2'];
    expect(loggedHeaders(raw)).toEqual([
      { name: 'authorization', value: 'Bearer [redacted]' },
      { name: 'x', value: '1' },
      { name: 'x', value: '2' },
    ]);
  });

  it('redacts an authorization that has no scheme as a whole', () => {
    expect(loggedHeaders(['authorization', 'secret'])).toEqual([
      { name: 'authorization', value: '[redacted]' },
    ]);
  });
});
