import { describe, expect, it } from 'vitest';
import { createChannelService } from '#core/apns/channels';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { openEngineRig } from '../../support/engine-rig.js';

const rig = await openEngineRig();
const channels = createChannelService(rig.engine);
const scope = {
  environment: { kind: 'simulator' },
  credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
  bundleId: SAMPLE_TOPIC,
} as const;

async function newChannel(): Promise<string> {
  const created = await channels.create(scope, 'most-recent');
  if (!created.ok) throw new Error(created.reason ?? created.outcome);
  return created.value.id;
}

describe('a broadcast channel', () => {
  it('is created, listed, read and deleted', async () => {
    const id = await newChannel();
    expect(await channels.list(scope)).toMatchObject({
      ok: true,
      value: expect.arrayContaining([id]) as unknown,
    });
    expect(await channels.read(scope, id)).toMatchObject({
      ok: true,
      value: { id, storagePolicy: 'most-recent' },
    });
    expect(await channels.delete(scope, id)).toMatchObject({ ok: true, value: null });
    expect(await channels.read(scope, id)).toMatchObject({
      ok: false,
      status: 400,
      reason: 'ChannelNotRegistered',
    });
  });

  it('gets a broadcast', async () => {
    const channelId = await newChannel();
    const delivery = await rig.sender.send(
      rig.push({
        target: { kind: 'channel', bundleId: SAMPLE_TOPIC, channelId },
        headers: { pushType: 'liveactivity', priority: 5, expiration: 0 },
        payload: '{"aps":{"timestamp":1767225660,"event":"update","content-state":{"home":2}}}',
      }),
    );
    expect(delivery).toMatchObject({ outcome: 'accepted', status: 200 });
    expect(delivery.request.path).toBe(`/4/broadcasts/apps/${SAMPLE_TOPIC}`);
    expect(delivery.apnsId).not.toBeNull();
  });

  it('that is refused comes back with its reason explained', async () => {
    const result = await channels.list({ ...scope, credentialId: null });
    expect(result).toMatchObject({
      ok: false,
      outcome: 'rejected',
      status: 403,
      reason: 'MissingProviderToken',
    });
    expect(result.ok ? '' : result.explanation?.fix.en).not.toBe('');
  });

  it('of a bundle ID with a slash is refused before anything is sent', async () => {
    await expect(channels.list({ ...scope, bundleId: 'a/b' })).rejects.toMatchObject({
      code: 'bad-argument',
    });
  });
});
