import { describe, expect, it } from 'vitest';
import {
  activityPush,
  broadcastPush,
  eventOf,
  FIRST_DRAFT,
  isBroadcastDraft,
  samplePayload,
  withEvent,
} from '../../../../renderer/features/channels/broadcast-draft.js';
import type { Scope } from '../../../../renderer/features/channels/channel-scope.js';

const SCOPE: Scope = {
  environment: { kind: 'simulator' },
  credentialId: 'sample-key',
  bundleId: 'com.example.app',
};
const WORLD = { nowMs: 1_800_000_000_000, uuid: () => 'u' };

describe('the event of a broadcast', () => {
  it.each([
    { payload: samplePayload('update'), event: 'update' },
    { payload: samplePayload('end'), event: 'end' },
    { payload: samplePayload('start'), event: null },
    { payload: '{"aps":{}}', event: null },
    { payload: 'not JSON', event: null },
  ])('is $event', ({ payload, event }) => {
    expect(eventOf(payload)).toBe(event);
  });

  it('changes an untouched sample into the other one', () => {
    expect(withEvent(samplePayload('update'), 'end')).toBe(samplePayload('end'));
  });

  it('is all that changes in a payload somebody wrote', () => {
    expect(withEvent('{ "aps": {"event" : "update", "x": 1} }', 'end')).toBe(
      '{ "aps": {"event" : "end", "x": 1} }',
    );
    expect(withEvent('not JSON', 'end')).toBe('not JSON');
  });
});

describe('a broadcast as it is sent', () => {
  const draft = { ...FIRST_DRAFT, keepHours: 4 } as const;

  it('fills in the time and names app and channel', () => {
    const push = broadcastPush(SCOPE, { id: 'Y2g=', storagePolicy: 'most-recent' }, draft, WORLD);
    expect(push).toMatchObject({
      target: { kind: 'channel', bundleId: 'com.example.app', channelId: 'Y2g=' },
      headers: { pushType: 'liveactivity', priority: 10, expiration: 1_800_000_000 + 4 * 3600 },
    });
    expect(JSON.parse(push.payload)).toMatchObject({ aps: { timestamp: 1_800_000_000, event: 'update' } });
  });

  it('expires at once on a channel that keeps nothing, which takes no other value', () => {
    const push = broadcastPush(SCOPE, { id: 'Y2g=', storagePolicy: 'none' }, draft, WORLD);
    expect(push.headers.expiration).toBe(0);
  });
});

describe('an activity that follows a channel', () => {
  it('asks for the channel and for no token: a device refuses both', () => {
    const push = activityPush(SCOPE, 'Y2g=', { token: 'ab', name: 'iPhone' }, WORLD);
    expect(push.headers.topic).toBe('com.example.app.push-type.liveactivity');
    const { aps } = JSON.parse(push.payload) as { readonly aps: Readonly<Record<string, unknown>> };
    expect(aps).toMatchObject({ event: 'start', 'input-push-channel': 'Y2g=', timestamp: 1_800_000_000 });
    expect(aps).not.toHaveProperty('input-push-token');
  });
});

describe('isBroadcastDraft', () => {
  it.each([
    [FIRST_DRAFT, true],
    [{ ...FIRST_DRAFT, priority: 7 }, false],
    [{ payload: 1 }, false],
    [null, false],
  ])('%o → %s', (value, expected) => {
    expect(isBroadcastDraft(value)).toBe(expected);
  });
});
