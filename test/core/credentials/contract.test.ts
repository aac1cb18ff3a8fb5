import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import { RPCHandler as MessagePortHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CredentialService } from '#core/credentials/credential-service';
import { createRouter } from '#core/router';
import type { Client } from '#shared/contract/index';
import { RPC_PATH, startBrowserHost } from '../../../cli/serve/browser-host.js';
import { fakeServices } from '../../support/fake-services.js';
import { fixtureFile, part } from './fixtures.js';
import { type TestFolder, testFolder } from './test-service.js';

interface OpenLink {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

async function overMessagePort(credentials: CredentialService): Promise<OpenLink> {
  const { port1, port2 } = new MessageChannel();
  new MessagePortHandler(createRouter(fakeServices({ credentials }))).upgrade(port1);
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

async function overWebSocket(credentials: CredentialService): Promise<OpenLink> {
  const router = createRouter(fakeServices({ credentials }));
  const host = await startBrowserHost({ router, rendererDir: '/nowhere', port: 0, token: 'secret' });
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

const dropped = (path: string) => {
  const { name, bytes } = fixtureFile(path);
  return { name, content: new Blob([new Uint8Array(bytes)]) };
};
const textFile = (name: string, text: string) => ({ name, content: new Blob([text]) });

describe.each([
  { name: 'a MessagePort', open: overMessagePort },
  { name: 'a WebSocket', open: overWebSocket },
])('credentials over $name', ({ open }) => {
  let folder: TestFolder;
  let link: OpenLink;
  let credentials: Client['credentials'];

  beforeEach(async () => {
    folder = testFolder();
    link = await open(folder.open());
    credentials = link.client.credentials;
  });
  afterEach(async () => {
    await link.close();
    folder[Symbol.dispose]();
  });

  it('carry dropped files in, and their diagnosis out', async () => {
    const cards = await credentials.add({ files: [dropped('openssl/default.p12')], password: 'secret' });
    expect(cards).toMatchObject([{ fileName: 'default.p12', error: null, inspection: { kind: 'identity' } }]);
    const { credentials: kept } = await credentials.list();
    expect(JSON.stringify(kept)).not.toMatch(/PRIVATE KEY|MII/);
    const inspection = await credentials.inspect({ file: dropped('openssl/universal.cer') });
    expect(inspection.kind).toBe('certificate');
  });

  it('make a request, and a sealed .p12 to download', async () => {
    const made = await credentials.createRequest({
      email: 'a@b.c',
      commonName: 'PushChat',
      keyType: 'p-256',
    });
    expect(made.pem).toContain('CERTIFICATE REQUEST');
    const download = await credentials.pair({
      certificate: dropped('openssl/universal.cer'),
      key: textFile('k.pem', part('universal.key.pem')),
      outPassword: 'new',
    });
    expect(download).toMatchObject({ fileName: 'universal.p12', holdsPrivateKey: true });
    const bytes = Buffer.from(await download.content.arrayBuffer());
    const inspection = await folder.open().inspect({ name: 'x', bytes }, { password: 'new' });
    expect(inspection.kind).toBe('identity');
  });

  it('give no private key readable, and say so in both languages', async () => {
    const source = { file: dropped('openssl/default.p12'), password: 'secret' };
    await expect(credentials.convert({ source, to: 'key' })).rejects.toMatchObject({
      code: 'PUSHDECK',
      data: { code: 'bad-argument', hint: { en: expect.stringContaining('password') as string } },
    });
    const pem = await credentials.convert({ source: { file: dropped('openssl/universal.cer') }, to: 'pem' });
    expect(await pem.content.text()).toBe(part('universal.pem'));
  });

  it('lock and unlock the vault', async () => {
    const [card] = await credentials.add({ files: [dropped('openssl/default.p12')], password: 'secret' });
    await credentials.setDefaults({
      id: card?.credentialId ?? '',
      defaults: [{ environment: 'production', topic: 'com.example.app' }],
    });
    await credentials.protect({ protection: 'passphrase', passphrase: 'x' });
    await credentials.lock();
    expect(await credentials.vault()).toEqual({ protection: 'passphrase', locked: true, damagedEntries: 0 });
    await expect(credentials.unlock({ passphrase: 'y' })).rejects.toMatchObject({
      data: { code: 'wrong-password' },
    });
    await credentials.unlock({ passphrase: 'x' });
    expect((await credentials.vault()).locked).toBe(false);
  });
});
