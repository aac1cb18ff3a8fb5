import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serveContract } from '#core/link/serve-contract';
import { systemClock } from '#core/ports/system-ports';
import { createRouter } from '#core/router';
import type { Services } from '#core/services';
import type { Client } from '#shared/contract/index';
import { RPC_PATH, startBrowserHost } from '../../cli/serve/browser-host.js';
import { acceptedDelivery, fakeServices, SAMPLE_PUSH } from '../support/fake-services.js';

interface OpenLink {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

async function overMessagePort(services: Services): Promise<OpenLink> {
  const { port1, port2 } = new MessageChannel();
  const line = serveContract(
    createRouter(services),
    systemClock,
  )({
    send: (message) => port1.postMessage(message),
    close: () => port1.close(),
  });
  port1.addEventListener('message', ({ data }: MessageEvent<string | Uint8Array>) =>
    line.receive(typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data)),
  );
  port1.addEventListener('close', () => line.closed());
  port1.start();
  port2.start();
  return {
    client: createORPCClient(new MessagePortLink({ port: port2 })),
    close: async () => {
      port1.close();
      port2.close();
    },
  };
}

async function overWebSocket(services: Services): Promise<OpenLink> {
  const host = await startBrowserHost({
    router: createRouter(services),
    rendererDir: '/nowhere',
    port: 0,
    token: 'secret',
  });
  const socket = new WebSocket(host.url.replace('http:', 'ws:').replace('/#', `${RPC_PATH}?`));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    client: createORPCClient(new WebSocketLink({ websocket: socket as unknown as globalThis.WebSocket })),
    close: async () => {
      socket.terminate();
      await host.close();
    },
  };
}

describe.each([
  { name: 'a MessagePort', open: overMessagePort },
  { name: 'a WebSocket', open: overWebSocket },
])('the contract over $name', ({ open }) => {
  let link: OpenLink;
  let endedStreams = 0;
  let abortedSends = 0;
  let services: Services;

  beforeEach(async () => {
    endedStreams = 0;
    abortedSends = 0;
    services = fakeServices();
    link = await open({
      ...services,
      history: {
        ...services.history,
        async *watch(signal) {
          try {
            yield* services.history.watch(signal);
          } finally {
            endedStreams += 1;
          }
        },
      },
      sender: {
        ...services.sender,
        send: async (push, options) => {
          options?.signal?.addEventListener('abort', () => (abortedSends += 1));
          return services.sender.send(push, options);
        },
      },
    });
  });
  afterEach(() => link.close());

  it('answers a call', async () => {
    expect(await link.client.push.send({ push: SAMPLE_PUSH })).toEqual(acceptedDelivery(SAMPLE_PUSH));
  });

  it('carries a change and gives it back', async () => {
    await link.client.app.updateSettings({ language: 'zh' });
    expect(await link.client.app.settings()).toMatchObject({ language: 'zh', colorScheme: 'system' });
  });

  it('refuses a value by the name of its setting and what it takes, and changes nothing', async () => {
    const change = { language: 'zh', historyRetentionDays: 40_000 } as const;
    await expect(link.client.app.updateSettings(change)).rejects.toMatchObject({
      code: 'PUSHDECK',
      data: { code: 'bad-setting' },
      message: expect.stringMatching(/historyRetentionDays.*36,500/) as string,
    });
    expect(await link.client.app.settings()).toMatchObject({ language: 'system', historyRetentionDays: 90 });
  });

  it('keeps the password of a proxy from the page, and takes its address back unharmed', async () => {
    await link.client.app.updateSettings({ proxyUrl: 'http://ada:planted-secret@proxy.example:3128' });
    const shown = await link.client.app.settings();
    expect(shown.proxyUrl).toMatch(/^http:\/\/ada:.+@proxy\.example:3128$/);
    expect(shown.proxyUrl).not.toContain('planted-secret');
    await link.client.app.updateSettings({ proxyUrl: shown.proxyUrl, language: 'zh' });
    expect(await services.proxyAddress.withPassword(services.settings.get().proxyUrl)).toBe(
      'http://ada:planted-secret@proxy.example:3128',
    );
  });

  it('carries the bytes of dropped files unharmed', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const cards = await link.client.credentials.add({
      files: [{ name: 'a.p12', content: new Blob([bytes]) }],
    });
    expect(cards[0]?.fileName).toBe(`a.p12:${Buffer.from(bytes).toString('hex')}`);
  });

  it('gives an expected error with its code, its words and its hint', async () => {
    const { error } = await safe(link.client.credentials.rename({ id: 'gone', name: 'x' }));
    expect(isDefinedError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'PUSHDECK',
      data: { code: 'credential-not-found', message: { zh: '没有名为 “gone” 的凭证。' } },
    });
  });

  it('says nothing of an unexpected error but that it happened', async () => {
    const { error } = await safe(link.client.credentials.remove({ id: 'x' }));
    expect(error).toMatchObject({ code: 'PUSHDECK', data: { code: 'internal' } });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('refuses input of the wrong shape before a handler sees it', async () => {
    const broken = { ...SAMPLE_PUSH, environment: { kind: 'moon' } } as unknown as typeof SAMPLE_PUSH;
    const { error } = await safe(link.client.push.send({ push: broken }));
    expect(error).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('streams, and ends the source when the reader leaves', async () => {
    const seen: string[] = [];
    for await (const delivery of await link.client.history.watch()) {
      seen.push(delivery.id);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['delivery-0', 'delivery-1', 'delivery-2']);
    await expect.poll(() => endedStreams).toBe(1);
  });

  it('cancels a call that is under way', async () => {
    const cancel = new AbortController();
    const call = link.client.push.send(
      { push: { ...SAMPLE_PUSH, payload: 'hang' } },
      { signal: cancel.signal },
    );
    setTimeout(() => cancel.abort(), 30);
    await expect(call).rejects.toThrow();
    await expect.poll(() => abortedSends).toBe(1);
  });
});
