import { describe, expect, it } from 'vitest';
import { isComposed, planFix } from '../../../../renderer/features/delivery/apply-fix.js';
import { delivery } from '../../support/log-deliveries.js';

const { push } = delivery();

describe('planFix', () => {
  it('sends the same push to the other environment', () => {
    const plan = planFix(push, { kind: 'use-environment', environment: { kind: 'production' } });
    expect(plan).toEqual({ kind: 'send', push: { ...push, environment: { kind: 'production' } } });
  });

  it('changes the named headers and leaves the others', () => {
    const plan = planFix(push, { kind: 'set-headers', headers: { topic: 'com.example.app.voip' } });
    expect(plan).toMatchObject({
      kind: 'send',
      push: { headers: { topic: 'com.example.app.voip', pushType: 'alert' } },
    });
  });

  it('removes headers', () => {
    const plan = planFix(push, { kind: 'remove-headers', headers: ['pushType'] });
    expect(plan).toMatchObject({ kind: 'send', push: { headers: { topic: 'com.example.app' } } });
    expect(plan).not.toHaveProperty('push.headers.pushType');
  });

  it('shows a person what makes the payload too large', () => {
    expect(planFix(push, { kind: 'shrink-payload' })).toEqual({ kind: 'weigh' });
  });

  it('sends the same push once there is a new provider token', () => {
    expect(planFix(push, { kind: 'renew-provider-token' })).toEqual({ kind: 'reconnect', push });
  });

  it('calls a device gone', () => {
    expect(planFix(push, { kind: 'mark-device-gone', token: 'ab' })).toEqual({
      kind: 'mark-gone',
      token: 'ab',
    });
  });

  it('never changes what the log keeps', () => {
    const before = structuredClone(push);
    planFix(push, { kind: 'set-headers', headers: { topic: 'x' } });
    expect(push).toEqual(before);
  });
});

describe('isComposed', () => {
  it('is true only while Compose still holds this push', () => {
    const token = 'ab'.repeat(32);
    expect(isComposed({ payload: push.payload, targets: [{ token }] }, push)).toBe(true);
    expect(isComposed({ payload: '{}', targets: [{ token }] }, push)).toBe(false);
    expect(isComposed({ payload: push.payload, targets: [] }, push)).toBe(false);
  });
});
