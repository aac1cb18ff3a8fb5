import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HostProcess, openLine, startHostProcess } from './support/running-host.js';

let folder: string;
let host: HostProcess;
let opened: string;

/** A stand-in that writes down what every user of the machine can read in the process list. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-open-'));
  const log = join(folder, 'argv');
  const opener = join(folder, 'xdg-open');
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$@" > '${log}.part' && mv '${log}.part' '${log}'\n`);
  chmodSync(opener, 0o755);
  host = await startHostProcess({
    dataDir: join(folder, 'data'),
    arguments: [],
    env: { DISPLAY: ':99', PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  while (!existsSync(log)) await new Promise((wake) => setTimeout(wake, 20));
  opened = readFileSync(log, 'utf8').trim();
});
afterAll(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

const enter = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`http://127.0.0.1:${host.port}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

it('holds no token, and lets in once; a second use shuts out whoever came first', async () => {
  expect(host.url).toContain('/#token=');
  expect(opened).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{32}$/);
  expect(opened).not.toContain(host.token);
  const code = new URLSearchParams(new URL(opened).hash.slice(1)).get('code');
  expect((await enter({ code }, { origin: 'https://evil.example' })).status).toBe(403);
  const first = await enter({ code });
  expect(first.status).toBe(200);
  const { token } = (await first.json()) as { token: string };
  expect(token).not.toBe(host.token);
  const line = await openLine({ port: host.port, token });
  expect((await line.client.app.info()).host).toBe('browser');
  expect((await enter({ code })).status).toBe(403);
  expect(await line.closed).toBe(4003);
  expect((await enter({ token })).status).toBe(403);
  expect((await enter({ code })).status).toBe(403);
  expect((await enter({ token: host.token })).status).toBe(200);
});

it.each([
  { name: 'nothing', body: {} },
  { name: 'a wrong code', body: { code: 'x' } },
  { name: 'a wrong token', body: { token: 'x' } },
  { name: 'a proof that was never asked for', body: { pageNonce: 'a', hostNonce: 'b', proof: 'c' } },
  { name: 'more than is read', body: { code: 'x'.repeat(5000) } },
])('lets nobody in with $name', async ({ body }) => {
  expect((await enter(body)).status).toBe(403);
});
