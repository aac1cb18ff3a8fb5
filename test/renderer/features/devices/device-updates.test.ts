import { describe, expect, it } from 'vitest';
import type { Delivery } from '#shared/apns/push';
import { newDevice } from '#shared/workspace/device';
import { deviceUpdates } from '../../../../renderer/features/devices/device-updates.js';
import { acceptedDelivery } from '../../support/delivery-samples.js';

const phone = newDevice({ name: 'Phone', token: 'aa', environment: { kind: 'sandbox' } });
const delivery = (part: Partial<Delivery>, environment: 'sandbox' | 'production' = 'sandbox'): Delivery => ({
  ...acceptedDelivery({
    environment: { kind: environment },
    credentialId: null,
    target: { kind: 'device', token: 'aa' },
    headers: {},
    payload: '{}',
  }),
  ...part,
});
const gone = { status: 410, outcome: 'rejected', timestampMs: 42 } as const;

describe('what deliveries tell about saved devices', () => {
  it('marks a device that APNs calls gone, since the moment it says', () => {
    expect(deviceUpdates([delivery(gone)], [phone])).toEqual([{ ...phone, goneAtMs: 42 }]);
  });

  it('takes the mark away when a push is accepted again', () => {
    expect(deviceUpdates([delivery({})], [{ ...phone, goneAtMs: 42 }])).toEqual([phone]);
  });

  it('believes only the environment that the token belongs to', () => {
    expect(deviceUpdates([delivery(gone, 'production')], [phone])).toEqual([]);
  });

  it('says nothing about other rejections and unknown tokens', () => {
    expect(deviceUpdates([delivery({ status: 400, outcome: 'rejected' })], [phone])).toEqual([]);
    expect(deviceUpdates([delivery(gone)], [])).toEqual([]);
  });
});
