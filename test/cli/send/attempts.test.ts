import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { builtCommand } from '../../support/built-command.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const REFUSED_STREAM = 7;
const authority = await makeTestAuthority();
const server = await openH2Server(authority);
const folder = mkdtempSync(join(tmpdir(), 'pushdeck-attempts-'));
const ca = join(folder, 'ca.pem');
const list = join(folder, 'list.txt');
writeFileSync(ca, authority.caPem);
writeFileSync(list, 'ab'.repeat(32));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const send = [
  ...['send', '--url', server.url, '--ca', ca, '--topic', 'com.example.app', '--alert', 'x'],
  ...['--to-file', list, '--json', '--data-dir', join(folder, 'data')],
];

it('counts every request that left, and how many of them the server promised not to have read', async () => {
  server.onRequest = ({ stream }) => stream.close(REFUSED_STREAM);
  const { stdout, status } = await builtCommand([...send, '--retries', '1']);
  const seen = server.requests.length;
  const [line] = stdout.split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({ outcome: 'failed', attempts: seen, resent: seen });
  expect(seen).toBe(12);
  expect(status).toBe(4);

  server.requests.length = 0;
  server.onRequest = ({ stream, number }) =>
    number === 1 ? stream.close(REFUSED_STREAM) : answer(stream, 200);
  const again = await builtCommand(send);
  expect(JSON.parse(again.stdout.split('\n')[0] ?? '')).toMatchObject({
    outcome: 'accepted',
    attempts: 2,
    resent: 1,
  });
  const { stdout: kept } = await builtCommand(['history', '--json', '--data-dir', join(folder, 'data')]);
  expect(
    kept
      .split('\n')
      .slice(0, 2)
      .map((text) => JSON.parse(text) as unknown),
  ).toMatchObject([
    { outcome: 'accepted', attempts: 2, resent: 1 },
    { outcome: 'failed', attempts: 12, resent: 12 },
  ]);
  const help = await builtCommand(['send', '--help']);
  expect(help.stdout.replace(/\s+/g, ' ')).toContain('sent again up to 5 times');
}, 60_000);
