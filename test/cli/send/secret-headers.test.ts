import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { commandInMemory } from '../../support/command-in-memory.js';

const SECRET = 'PLANTED-SECRET-1';
const NAMES = ['x-api-key', 'authorization-x', 'x-gateway-token', 'client-secret', 'x-auth-user'];
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pushdeck-secret-headers-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the command said, on both streams. */
async function pushdeck(
  ...words: readonly string[]
): Promise<{ readonly status: number | null; readonly said: string }> {
  const { status, stdout, stderr } = await commandInMemory([...words, '--data-dir', join(root, 'data')]);
  return { status, said: stdout + stderr };
}

describe('secrets in headers of one’s own', { timeout: 60_000 }, () => {
  it('are sent, and stand in no output and no file', async () => {
    const fields = NAMES.flatMap((name) => ['--header', `${name}: ${SECRET}`]);
    const send = ['send', '--env', 'simulator', '--topic', SAMPLE_TOPIC, '--alert', 'Hi', ...fields];
    const sent = await pushdeck(...send, '--header', 'x-plain: SHOWN-1');
    expect(sent.status).toBe(0);
    const dry = await pushdeck(...send, '--dry-run');
    expect(dry.said).toContain('x-gateway-token: [redacted]');
    const exported: string[] = [];
    for (const format of ['csv', 'ndjson', 'har']) {
      exported.push((await pushdeck('history', '--export', format)).said);
    }
    expect(exported.join('')).toContain('SHOWN-1');
    const curl = join(root, 'curl.sh');
    const headers = NAMES.map((name) => `-H '${name}: ${SECRET}'`).join(' ');
    const token = 'ab'.repeat(32);
    writeFileSync(
      curl,
      `curl --http2 ${headers} -H 'apns-topic: a.b' -d '{}' https://api.push.apple.com/3/device/${token}`,
    );
    const imported = await pushdeck('presets', 'import', curl);
    expect(imported.said).toContain(NAMES.join(', '));
    rmSync(curl);
    const shown = [sent, dry, imported, await pushdeck('history', '--json')].map(({ said }) => said);
    expect([...shown, ...exported].join('')).not.toContain(SECRET);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const { parentPath, name } of files) {
      expect(readFileSync(join(parentPath, name)).includes(SECRET), name).toBe(false);
    }
  });
});
