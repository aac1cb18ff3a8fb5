import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Push } from '#shared/apns/push';
import type { AppInfo } from '#shared/contract/app';
import type { Client } from '#shared/contract/index';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { deviceFields } from '#shared/workspace/devices-file';
import { newPreset } from '#shared/workspace/preset';
import { presetFields } from '#shared/workspace/preset-file';

/** A second line to a running browser host, beside the page's own. */
export async function connectTo(hostUrl: string): Promise<{ client: Client; close: () => void }> {
  const { host, hash } = new URL(hostUrl);
  const socket = new WebSocket(`ws://${host}/rpc?${hash.slice(1)}`, { origin: `http://${host}` });
  await once(socket, 'open');
  return {
    client: createORPCClient<Client>(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    close: () => socket.close(),
  };
}

const gone = SAMPLE_DEVICES.find(({ state }) => state === 'unregistered')?.token ?? SAMPLE_TOKEN;

/** What somebody who tries things out would have sent: some of it good, most of it instructive. */
const PUSHES: readonly Partial<Pick<Push, 'environment' | 'headers' | 'payload' | 'target'>>[] = [
  { payload: alert('Standup in 5 minutes', 'Room Ada, or join from your desk.') },
  { payload: alert('订单已发货', '预计明天 18:00 前送达。') },
  { target: { kind: 'device', token: 'abc' } },
  { target: { kind: 'device', token: gone } },
  { headers: { topic: 'com.example.other', pushType: 'alert', priority: 10 } },
  { payload: alert('A long story', 'x'.repeat(5000)) },
  { environment: { kind: 'custom', url: 'https://127.0.0.1:9' } },
  { payload: alert('Goal!', 'Two to one in the last minute.') },
];

function alert(title: string, body: string): string {
  return JSON.stringify({ aps: { alert: { title, body }, sound: 'default', badge: 1 } }, null, 2);
}

/** What a team would have in its workspace. */
async function fillWorkspace(client: Client, samples: AppInfo['samples']): Promise<void> {
  const { token, topic } = samples;
  const simulator = { kind: 'simulator' };
  const devices = [
    { name: 'Ada’s iPhone 17', token, environment: simulator, groups: ['QA'], tags: ['iOS 26'] },
    { name: '小林的 iPad', token: tokenFrom('a4'), environment: simulator, groups: ['QA'] },
    { name: 'Release phone', token: tokenFrom('5e'), environment: { kind: 'production' } },
    { name: 'CI runner', token: tokenFrom('c1'), environment: { kind: 'sandbox' }, kind: 'voip' },
  ];
  await client.workspace.saveDevices({
    revision: null,
    devices: devices.map((device) => deviceFields.parse({ topic, ...device })),
  });
  await client.workspace.createFolder({ folder: '', name: 'Orders' });
  for (const { folder, name, payload } of PRESETS) {
    await client.workspace.savePreset({
      id: null,
      folder,
      revision: null,
      preset: presetFields
        .extend({ payload: z.string() })
        .parse({ ...newPreset({ name, payload }), headers: { topic: samples.topic, pushType: 'alert' } }),
    });
  }
}

const PRESETS = [
  { folder: 'Orders', name: 'Order shipped', payload: alert('Order shipped', 'It arrives tomorrow.') },
  { folder: 'Orders', name: '订单已送达', payload: alert('订单已送达', '请给这次配送打分。') },
  { folder: '', name: 'Silent refresh', payload: '{"aps":{"content-available":1}}' },
];

/** The one that ships, and a step that does not go as expected. */
function sampleScenario(): string {
  const path = resolve(import.meta.dirname, '../../../resources/scenarios/live-activity.json');
  const scenario = JSON.parse(readFileSync(path, 'utf8')) as { steps: object[] };
  const removed = { kind: 'device', name: 'Old iPhone (app removed)' };
  scenario.steps.push({
    name: 'The old phone gets it, too',
    send: { targets: [removed], payload: { aps: { alert: 'Delivered' } } },
    expect: { outcome: 'accepted', status: 200 },
  });
  return JSON.stringify(scenario);
}

function tokenFrom(start: string): string {
  return start.repeat(32);
}

/** Fills a fresh data folder with work, so that no screen is shown empty. */
export async function doSampleWork(client: Client): Promise<void> {
  const { samples } = await client.app.info();
  const { credentialId, topic: bundleId } = samples;
  for (const storagePolicy of ['none', 'most-recent'] as const) {
    await client.channels.create({
      environment: { kind: 'simulator' },
      credentialId,
      bundleId,
      storagePolicy,
    });
  }
  await fillWorkspace(client, samples);
  await client.scenarios.save({ id: null, revision: null, text: sampleScenario() });
  for (const change of PUSHES) {
    const push = {
      environment: { kind: 'simulator' },
      credentialId: samples.credentialId,
      target: { kind: 'device', token: samples.token, name: samples.device },
      headers: { topic: SAMPLE_TOPIC, pushType: 'alert', priority: 10 },
      payload: '',
      ...change,
    } satisfies Push;
    await client.push.send({ push: { ...push, headers: { ...push.headers, custom: [] } } });
  }
}
