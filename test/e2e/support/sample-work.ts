import type { Push } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { once } from 'node:events';
import { WebSocket } from 'ws';

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

/** Fills a fresh data folder with work, so that no screen is shown empty. */
export async function doSampleWork(client: Client): Promise<void> {
  const { samples } = await client.app.info();
  for (const change of PUSHES) {
    const push = {
      environment: { kind: 'simulator' },
      credentialId: samples.credentialId,
      target: { kind: 'device', token: samples.token },
      headers: { topic: SAMPLE_TOPIC, pushType: 'alert', priority: 10 },
      payload: '',
      ...change,
    } satisfies Push;
    await client.push.send({ push: { ...push, headers: { ...push.headers, custom: [] } } });
  }
}
