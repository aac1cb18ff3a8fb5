import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { builtCommand } from '../../support/built-command.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const authority = await makeTestAuthority();
const server = await openH2Server(authority);
const folder = mkdtempSync(join(tmpdir(), 'pushdeck-killed-push-'));
const ca = join(folder, 'ca.pem');
const payload = join(folder, 'payload.json');
const token = 'ab'.repeat(32);
writeFileSync(ca, authority.caPem);
writeFileSync(payload, '{"aps":{"event":"update","content-state":{},"timestamp":1}}');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const where = ['--url', server.url, '--ca', ca];

it.each([
  ['send', ['send', ...where, '--topic', 'com.example.app', '--alert', 'Hello', '--to', token]],
  [
    'broadcast',
    ['broadcast', ...where, '--topic', 'com.example.app', '--channel', 'YQ==', '--payload', payload],
  ],
])('%s, killed while a push is under way, leaves it unknown in the history', async (name, argv) => {
  const dataDir = ['--data-dir', join(folder, name)];
  server.requests.length = 0;
  let kill = (): void => undefined;
  server.onRequest = () => kill();
  const killed = await builtCommand([...argv, ...dataDir], {
    onStart: (child) => (kill = () => child.kill('SIGKILL')),
  });
  expect(killed.signal).toBe('SIGKILL');
  const lines = async (): Promise<readonly unknown[]> =>
    (await builtCommand(['history', '--json', ...dataDir])).stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  const first = await lines();
  expect(first).toMatchObject([
    { outcome: 'unknown', attempts: 1, resent: 0, error: { code: 'process-ended' }, batch: null },
  ]);
  // Looking again changes nothing, and neither does what is sent later.
  server.onRequest = ({ stream }) => answer(stream, 200);
  await builtCommand([...argv, ...dataDir]);
  expect(await lines()).toMatchObject([{ outcome: 'accepted' }, { outcome: 'unknown' }]);
});
