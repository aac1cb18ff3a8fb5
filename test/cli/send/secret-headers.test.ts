import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';

const built = resolve(import.meta.dirname, '../../../out/cli/main.js');
const SECRET = 'PLANTED-SECRET-1';
const NAMES = ['x-api-key', 'authorization-x', 'x-gateway-token', 'client-secret', 'x-auth-user'];
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pushdeck-secret-headers-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the real command said, on both streams. */
function pushdeck(...words: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [built, ...words, '--data-dir', join(root, 'data')],
    { encoding: 'utf8', env: { ...process.env, PUSHDECK_VAULT: 'key-file' } },
  );
  return { status, said: stdout + stderr };
}

describe.runIf(existsSync(built))('secrets in headers of one’s own', { timeout: 60_000 }, () => {
  it('are sent, and stand in no output and no file', () => {
    const fields = NAMES.flatMap((name) => ['--header', `${name}: ${SECRET}`]);
    const send = ['send', '--env', 'simulator', '--topic', SAMPLE_TOPIC, '--alert', 'Hi', ...fields];
    const sent = pushdeck(...send, '--header', 'x-plain: SHOWN-1');
    expect(sent.status).toBe(0);
    const dry = pushdeck(...send, '--dry-run');
    expect(dry.said).toContain('x-gateway-token: [redacted]');
    const exported = ['csv', 'ndjson', 'har'].map((format) => pushdeck('history', '--export', format).said);
    expect(exported.join('')).toContain('SHOWN-1');
    const curl = join(root, 'curl.sh');
    const headers = NAMES.map((name) => `-H '${name}: ${SECRET}'`).join(' ');
    const token = 'ab'.repeat(32);
    writeFileSync(
      curl,
      `curl --http2 ${headers} -H 'apns-topic: a.b' -d '{}' https://api.push.apple.com/3/device/${token}`,
    );
    const imported = pushdeck('presets', 'import', curl);
    expect(imported.said).toContain(NAMES.join(', '));
    rmSync(curl);
    const shown = [sent, dry, imported, pushdeck('history', '--json')].map(({ said }) => said);
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
