import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import apn from '@parse/node-apn';
import { ApnsClient, ApnsError, Notification as Apns2Notification } from 'apns2';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import {
  goodHeaders,
  HELLO,
  openTestSimulator,
  type TestSimulator,
  without,
} from './support/test-simulator.js';

let apns: TestSimulator;
beforeAll(async () => {
  apns = await openTestSimulator();
}, 60_000);
afterAll(() => apns.close());

const gone = SAMPLE_DEVICES.find(({ state }) => state === 'unregistered')?.token ?? '';
const run = promisify(execFile);
const lacks = (command: string) => spawnSync(command, ['--version']).status !== 0;

describe('@parse/node-apn', () => {
  const notification = () =>
    new apn.Notification({ aps: { alert: 'From node-apn' }, topic: SAMPLE_TOPIC, pushType: 'alert' });
  const address = () => {
    const { hostname, port } = new URL(apns.address.url);
    const { port: manageChannelsPort } = new URL(apns.address.managementUrl);
    return {
      address: hostname,
      port: Number(port),
      manageChannelsAddress: hostname,
      manageChannelsPort: Number(manageChannelsPort),
      ca: [apns.simulator.files.caPath],
    };
  };
  const withKey = () => {
    const { p8Path: key, keyId, teamId } = apns.samples.apnsKey;
    return new apn.Provider({ ...address(), token: { key, keyId, teamId } });
  };

  it('sends with an APNs key, a burst before it knows any limit', async () => {
    const provider = withKey();
    const { sent, failed } = await provider.send(
      notification(),
      Array.from({ length: 40 }, () => SAMPLE_TOKEN),
    );
    expect(failed).toEqual([]);
    expect(sent).toHaveLength(40);
    await provider.shutdown();
  });

  it('sends with the .p12', async () => {
    const { p12Path: pfx, password: passphrase } = apns.samples.identity;
    const provider = new apn.Provider({ ...address(), pfx, passphrase });
    const { sent, failed } = await provider.send(notification(), SAMPLE_TOKEN);
    expect(failed).toEqual([]);
    expect(sent).toHaveLength(1);
    await provider.shutdown();
  });

  it('reads the reason and the time of a rejection', async () => {
    const provider = withKey();
    const { failed } = await provider.send(notification(), [gone, '0'.repeat(64)]);
    expect(failed).toMatchObject([
      {
        device: gone,
        status: 410,
        response: { reason: 'Unregistered', timestamp: Date.UTC(2026, 0, 15, 9, 30) },
      },
      { device: '0'.repeat(64), status: 400, response: { reason: 'BadDeviceToken' } },
    ]);
    await provider.shutdown();
  });

  it('creates a channel and broadcasts to it', async () => {
    const provider = withKey();
    const created = await provider.manageChannels(
      Object.assign(new apn.Notification(), {
        rawPayload: { 'message-storage-policy': 0, 'push-type': 'LiveActivity' },
      }),
      SAMPLE_TOPIC,
      'create',
    );
    expect(created.failed).toEqual([]);
    const channelId = created.sent[0]?.['apns-channel-id'] ?? '';
    expect(channelId).not.toBe('');
    const update = Object.assign(new apn.Notification(), {
      rawPayload: { aps: { timestamp: 1, event: 'update', 'content-state': {} } },
      channelId,
      pushType: 'liveactivity',
      expiry: 0,
      priority: 10,
    });
    const { sent, failed } = await provider.broadcast(update, SAMPLE_TOPIC);
    expect(failed).toEqual([]);
    expect(sent).toHaveLength(1);
    await provider.shutdown();
  });
});

describe('apns2', () => {
  const client = () => {
    const { keyId, teamId, keyPem } = apns.samples.apnsKey;
    const made = new ApnsClient({ team: teamId, keyId, signingKey: keyPem, defaultTopic: SAMPLE_TOPIC });
    // It always asks port 443 and takes no authority.
    const pool = new Pool(apns.address.url, { allowH2: true, connect: { ca: apns.address.caPem } });
    return Object.assign(made, { client: pool });
  };

  it('sends many at once', async () => {
    const apns2 = client();
    const pushes = Array.from(
      { length: 40 },
      () => new Apns2Notification(SAMPLE_TOKEN, { alert: 'From apns2' }),
    );
    const results = await apns2.sendMany(pushes);
    expect(results.filter((result) => 'error' in result)).toEqual([]);
    await apns2.close();
  });

  it('reads the reason of a rejection', async () => {
    const apns2 = client();
    const failed = await apns2
      .send(new Apns2Notification(gone, { alert: 'x' }))
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApnsError);
    expect(failed).toMatchObject({ reason: 'Unregistered', statusCode: 410 });
    await apns2.close();
  });
});

describe.skipIf(lacks('nghttp'))('nghttp', () => {
  it('sees the SETTINGS rise before the answer', async () => {
    writeFileSync(join(apns.dataDir, 'payload'), HELLO);
    const { ':path': path = '', ...headers } = goodHeaders(apns.providerToken());
    const { stdout } = await run('nghttp', [
      ...['--verbose', '--no-dep', '--data', join(apns.dataDir, 'payload')],
      ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
      apns.address.url + path,
    ]);
    // Its output is coloured.
    const told = [...stdout.matchAll(/MAX_CONCURRENT_STREAMS\(0x03\):(\d+)|(:status): 200/g)].map(
      ([, limit, status]) => limit ?? status,
    );
    const byServer = told.filter((one) => one !== '100');
    expect(byServer).toEqual(['1', '1000', ':status']);
  });
});

describe.skipIf(lacks('h2load'))('h2load', () => {
  it('gets 200 for every one of 2000 pushes over 4 connections', async () => {
    writeFileSync(join(apns.dataDir, 'payload'), HELLO);
    const { ':path': path = '', ...headers } = without(':method', goodHeaders(apns.providerToken()));
    const { stdout } = await run('h2load', [
      ...['-n', '2000', '-c', '4', '-m', '100', '-d', join(apns.dataDir, 'payload')],
      ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
      apns.address.url + path,
    ]);
    expect(stdout).toContain('status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx');
  });
});
