import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { toPushdeckCommand } from '#shared/history/copy-as/pushdeck-send';

const root = resolve(import.meta.dirname, '../../..');
const fixtures = join(root, 'test/fixtures/credentials');
const built = join(root, 'out/cli/main.js');
const NAME = "it's “mine” $HOME 推送";

let folder = '';
let env: Record<string, string | undefined> = {};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-copied-'));
  env = { ...process.env, PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: join(folder, 'data') };
  const files = ['parts/universal.key.pem', 'openssl/universal.cer'].map((path, index) => {
    copyFileSync(join(fixtures, path), join(folder, String(index)));
    return String(index);
  });
  const added = spawnSync(process.execPath, [built, 'credentials', 'add', ...files, '--name', NAME], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  expect(added.stderr).toBe('');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PUSHES: Readonly<Record<string, Partial<Push>>> = {
  'with everything': {
    headers: {
      topic: 'com.example.app',
      pushType: 'alert',
      priority: 5,
      expiration: 1_900_000_000,
      collapseId: `a 'b' "c" $(id) \\ 你好`,
      id: '123e4567-e89b-12d3-a456-426614174000',
      custom: [
        { name: 'x-note', value: `it's: $HOME \`id\`` },
        { name: 'x-empty', value: '' },
      ],
    },
    payload: `{"aps": {"alert": "it's \\"$HOME\\" 😀 你好"},\n  "n": 1.0}\n`,
  },
  'without a topic, at once or never': { headers: { pushType: 'alert', priority: 10, expiration: 0 } },
  'with a topic that lacks its suffix': {
    headers: { topic: 'com.example.app', pushType: 'voip', priority: 10 },
    payload: '{"from":"Anna"}',
  },
  'that the linter stops': {
    headers: { topic: 'com.example.app', pushType: 'alert', priority: 10 },
    payload: '{"aps":',
  },
  'to what is no token': {
    target: { kind: 'device', token: 'zz'.repeat(32) },
    headers: { topic: 'com.example.app', pushType: 'alert', priority: 10 },
  },
  'through the other port': {
    environment: { kind: 'production', port: 2197 },
    headers: { topic: 'com.example.app', pushType: 'background', priority: 5 },
    payload: '{"aps":{"content-available":1}}',
  },
  'to a server of one’s own': {
    environment: { kind: 'custom', url: 'https://127.0.0.1:2197' },
    headers: { topic: 'com.example.app', pushType: 'alert', priority: 10 },
  },
};

it.each(Object.keys(PUSHES))(
  'a push %s is the same request when its copied command runs in a shell',
  { timeout: 30_000 },
  (name) => {
    const push: Push = {
      environment: { kind: 'sandbox' },
      credentialId: 'c',
      target: { kind: 'device', token: 'ab'.repeat(32) },
      headers: {},
      payload: '{"aps":{"alert":"Hello"}}',
      ...PUSHES[name],
    };
    const command = toPushdeckCommand({ push, credential: null, credentialName: NAME });
    expect(command).toContain('--credential');
    const script = `pushdeck() { '${process.execPath}' '${built}' "$@" --dry-run --json; }\n${command}`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const dry = JSON.parse(stdout) as { url: string; headers: object; payload: string };
    const request = buildPushRequest(push);
    expect(new URL(dry.url).pathname).toBe(request.path);
    expect(dry.headers).toEqual(
      Object.fromEntries(request.headers.map(({ name: key, value }) => [key, value])),
    );
    expect(dry.payload).toBe(push.payload);
  },
);
