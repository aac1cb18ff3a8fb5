import { describe, expect, it } from 'vitest';
import { redactPush } from '#shared/apns/request-headers';
import { findPushLosses, withRedactedHeadersEmpty } from '#shared/history/push-losses';
import { delivery } from '../../renderer/support/log-deliveries.js';

const { push } = delivery();
const withSecret = redactPush({
  ...push,
  headers: {
    ...push.headers,
    custom: [
      { name: 'X-Api-Key', value: 'planted' },
      { name: 'apns-custom', value: 'kept' },
    ],
  },
});

describe('what the record of a push lacks', () => {
  it('is nothing for a usual one', () => {
    expect(findPushLosses({ push })).toBeNull();
  });

  it('is the end of a payload that was too long, and values that can carry a secret', () => {
    expect(findPushLosses({ push: withSecret, cutFromBytes: 120_000 })).toEqual({
      payloadBytes: 120_000,
      headers: ['X-Api-Key'],
    });
  });

  it('becomes a field to fill in, never a placeholder that would be sent', () => {
    expect(withRedactedHeadersEmpty(withSecret).headers.custom).toEqual([
      { name: 'X-Api-Key', value: '' },
      { name: 'apns-custom', value: 'kept' },
    ]);
    expect(withRedactedHeadersEmpty(push)).toBe(push);
  });
});
