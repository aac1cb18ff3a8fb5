import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { builtCommand } from '../../support/built-command.js';
import { frame, settingsFrame } from '../../support/http2-frames.js';
import { listen, rawHttp2 } from '../../support/raw-servers.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const authority = await makeTestAuthority();
const server = rawHttp2(authority, {
  // No stream is allowed: what is let in came before this.
  greeting: settingsFrame([[3, 0]]),
  answersPings: true,
  onRequest: ({ socket, streamId }) => void socket.write(frame(1, 5, streamId, Buffer.of(0x88))),
});
const folder = mkdtempSync(join(tmpdir(), 'pushdeck-waiting-'));
const ca = join(folder, 'ca.pem');
const list = join(folder, 'list.txt');
writeFileSync(ca, authority.caPem);
writeFileSync(list, `${'ab'.repeat(32)}\n`.repeat(50));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('says on stderr, without a terminal, why a batch waits, and ends', async () => {
  const port = await listen(server);
  const { stdout, stderr, status } = await builtCommand([
    ...['send', '--url', `https://127.0.0.1:${port}`, '--ca', ca, '--topic', 'com.example.app'],
    ...['--alert', 'x', '--to-file', list, '--timeout', '1', '--retries', '1', '--no-history'],
    ...['--data-dir', join(folder, 'data')],
  ]);
  expect(stderr).toContain('accepted no further requests for 1 s, so this push was not sent.');
  expect(stderr).toContain('Waiting to try again.');
  expect(stdout).toContain('2 accepted, 48 failed');
  expect(status).toBe(4);
}, 60_000);
