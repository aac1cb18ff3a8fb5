import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startHostProcess } from './support/running-host.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-place-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const place = (): { port: number; key: string } => {
  const path = join(dataDir, 'browser-host.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  return JSON.parse(readFileSync(path, 'utf8')) as { port: number; key: string };
};

it('is taken again after a crash, left to a run that is there, and given up to a stranger', async () => {
  const first = await startHostProcess({ dataDir });
  const { port, key } = place();
  expect(port).toBe(first.port);
  await first.crash();

  const again = await startHostProcess({ dataDir });
  expect(again.port).toBe(port);
  expect(again.token).not.toBe(first.token);
  const beside = await startHostProcess({ dataDir });
  expect(beside.port).not.toBe(port);
  expect(place(), 'the place of the first run').toEqual({ version: 1, port, key });
  await Promise.all([again.stop(), beside.stop()]);

  // It may answer whatever it likes.
  const stranger = createServer((_request, response) => response.end('{"hostNonce":"a","proof":"b"}'));
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
  const elsewhere = await startHostProcess({ dataDir });
  expect(elsewhere.port).not.toBe(port);
  expect(place().port).toBe(elsewhere.port);
  expect(place().key, 'what the stranger may have got is worth nothing').not.toBe(key);
  await elsewhere.stop();
  stranger.closeAllConnections();
  await new Promise((resolve) => stranger.close(resolve));
}, 60_000);

it('goes behind a port that is asked for', async () => {
  const first = await startHostProcess({ dataDir });
  await first.stop();
  const chosen = await startHostProcess({ dataDir, arguments: ['--no-open', '--port', '0'] });
  expect(chosen.port).not.toBe(first.port);
  await chosen.stop();
});
