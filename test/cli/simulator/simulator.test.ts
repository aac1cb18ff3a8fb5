import { execFile, spawnSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { run } from '../../../cli/run.js';
import { makeDataDir } from '../../simulator/support/test-simulator.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

interface Description {
  readonly url: string;
  readonly managementUrl: string;
  readonly controlUrl: string;
  readonly ca: string;
  readonly environment: string;
  readonly tokenAuth: { readonly keyFile: string; readonly keyId: string; readonly teamId: string };
  readonly certificateAuth: {
    readonly p12: string;
    readonly password: string;
    readonly cert: string;
    readonly key: string;
  };
  readonly topics: readonly string[];
  readonly devices: readonly {
    readonly name: string;
    readonly token: string;
    readonly topic: string;
    readonly state: string;
  }[];
}

const curlVersion = spawnSync('curl', ['--version'], { encoding: 'utf8' });
const hasCurl = curlVersion.error === undefined && curlVersion.stdout.includes('HTTP2');
const payload = '{"aps":{"alert":"From curl"}}';

let folder: string;
let terminal: MemoryTerminal;
let ended: Promise<void>;
const stop = new AbortController();
let simulator: Description;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-simulator-'));
  renameSync(await makeDataDir(), join(folder, 'data'));
  terminal = memoryTerminal({ signal: stop.signal, cwd: folder });
  ended = run(
    ['simulator', '--json', '--data-dir', join(folder, 'data'), '--log', 'requests.ndjson'],
    terminal,
  );
  await vi.waitFor(() => expect(terminal.documents()).toHaveLength(1), { timeout: 40_000 });
  simulator = terminal.documents()[0] as Description;
}, 60_000);
afterAll(async () => {
  stop.abort();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

function providerToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { keyFile, keyId, teamId } = simulator.tokenAuth;
  const input = `${part({ alg: 'ES256', kid: keyId })}.${part({ iss: teamId, iat: Math.floor(Date.now() / 1000) })}`;
  const key = createPrivateKey(readFileSync(keyFile));
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Sends with the curl of this machine and gives the status and the body. */
async function curl(
  token: string,
  options: readonly string[],
): Promise<{ readonly status: string; readonly body: string }> {
  // Not spawnSync: the simulator answers from this very process.
  const { stdout, stderr } = await promisify(execFile)(
    'curl',
    [
      '--silent',
      '--show-error',
      '--http2',
      '--cacert',
      simulator.ca,
      '--write-out',
      '\n%{http_code}',
      '--header',
      `apns-topic: ${SAMPLE_TOPIC}`,
      '--header',
      'apns-push-type: alert',
      '--data',
      payload,
      ...options,
      `${simulator.url}/3/device/${token}`,
    ],
    { timeout: 15_000 },
  );
  expect(stderr).toBe('');
  const [status = '', ...body] = stdout.split('\n').reverse();
  return { status, body: body.reverse().join('\n') };
}

/** A push without any credential, from Node's own client. */
async function sendNothing(): Promise<void> {
  const session = connect(simulator.url, { ca: readFileSync(simulator.ca) });
  const stream = session.request({ ':method': 'POST', ':path': `/3/device/${SAMPLE_TOKEN}` });
  stream.end(payload);
  await once(stream.resume(), 'close');
  session.close();
}

interface ControlAnswer {
  readonly status: number;
  readonly document: unknown;
}

async function control(method: string, path: string, body?: unknown, token?: string): Promise<ControlAnswer> {
  const { origin, hash } = new URL(simulator.controlUrl);
  const response = await fetch(`${origin}/${path}`, {
    method,
    headers: { authorization: `bearer ${token ?? hash.replace('#token=', '')}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, document: await response.json() };
}

describe('the first line', () => {
  it('has everything that a client needs', () => {
    expect(simulator.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(simulator.environment).toBe('sandbox');
    expect(simulator.topics).toContain(SAMPLE_TOPIC);
    expect(simulator.devices).toContainEqual(
      expect.objectContaining({ token: SAMPLE_TOKEN, state: 'active', topic: SAMPLE_TOPIC }),
    );
    expect(readFileSync(simulator.ca, 'utf8')).toContain('BEGIN CERTIFICATE');
    for (const file of [
      simulator.tokenAuth.keyFile,
      simulator.certificateAuth.p12,
      simulator.certificateAuth.cert,
      simulator.certificateAuth.key,
    ]) {
      expect(readFileSync(file).byteLength).toBeGreaterThan(100);
    }
  });
});

describe.runIf(hasCurl)('curl', () => {
  it('sends with a provider token', async () => {
    expect(await curl(SAMPLE_TOKEN, ['--header', `authorization: bearer ${providerToken()}`])).toEqual({
      status: '200',
      body: '',
    });
  });

  it('sends with a client certificate', async () => {
    const { cert, key } = simulator.certificateAuth;
    expect(await curl(SAMPLE_TOKEN, ['--cert', cert, '--key', key])).toEqual({ status: '200', body: '' });
  });

  it('sends with the .p12', async () => {
    const { p12, password } = simulator.certificateAuth;
    expect((await curl(SAMPLE_TOKEN, ['--cert-type', 'P12', '--cert', `${p12}:${password}`])).status).toBe(
      '200',
    );
  });

  it('is told why it is rejected', async () => {
    expect(await curl('0'.repeat(64), ['--header', `authorization: bearer ${providerToken()}`])).toEqual({
      status: '400',
      body: '{"reason":"BadDeviceToken"}',
    });
    expect(await curl(SAMPLE_TOKEN, [])).toEqual({
      status: '403',
      body: '{"reason":"MissingProviderToken"}',
    });
  });

  it('leaves one line per request, without its provider token', async () => {
    const lines = terminal.documents().slice(1) as Record<string, unknown>[];
    expect(lines[0]).toMatchObject({
      method: 'POST',
      status: 200,
      payload: JSON.parse(payload) as unknown,
      rule: null,
    });
    expect(terminal.written.stdout).not.toMatch(/eyJ[\w-]+\.eyJ/);
    const logged = (): unknown[] =>
      readFileSync(join(folder, 'requests.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
    // Nobody waits for the disk before a client is answered.
    await expect.poll(logged).toEqual(lines);
  });
});

describe('the control API', () => {
  it('refuses whoever does not know its token', async () => {
    expect((await control('GET', 'devices', undefined, 'wrong')).status).toBe(401);
  });

  it('adds a device, shows it and removes it', async () => {
    const device = {
      token: 'ab'.repeat(32),
      name: 'Test phone',
      topics: [SAMPLE_TOPIC],
      state: 'active',
      goneAtMs: null,
    };
    expect((await control('PUT', 'devices', device)).status).toBe(200);
    expect((await control('GET', 'devices')).document).toContainEqual(device);
    expect((await control('GET', `inbox/${device.token}`)).document).toMatchObject({ items: [] });
    expect((await control('DELETE', `devices/${device.token}`)).status).toBe(200);
    expect((await control('GET', `inbox/${device.token}`)).status).toBe(404);
  });

  it('sets fault rules, and says what is wrong with bad ones', async () => {
    const rules = [{ id: 'down', when: {}, then: { answer: { status: 503, reason: 'ServiceUnavailable' } } }];
    expect(await control('PUT', 'rules', rules)).toEqual({ status: 200, document: rules });
    expect((await control('GET', 'rules')).document).toEqual(rules);
    expect(await control('PUT', 'rules', [{ id: 1 }])).toMatchObject({ status: 400 });
    expect(await control('PUT', 'rules', '[')).toMatchObject({ status: 400 });
  });

  it('forgets everything on reset', async () => {
    await control('POST', 'reset', { scope: 'everything' });
    expect((await control('GET', 'rules')).document).toEqual([]);
    expect((await control('GET', 'requests')).document).toEqual([]);
    expect(await control('GET', 'devices')).toMatchObject({ document: { length: SAMPLE_DEVICES.length } });
  });

  it('gives only the requests after a known one, and waits for the next', async () => {
    const { document } = await control('GET', 'requests?after=0');
    const last = (document as readonly { readonly id: number }[])[0]?.id ?? 0;
    expect((await control('GET', `requests?after=${last}`)).document).toEqual([]);
    const waiting = control('GET', `requests?after=${last}&waitMs=10000`);
    await sendNothing();
    const received = (await waiting).document as readonly { readonly reason: string }[];
    expect(received.map(({ reason }) => reason)).toEqual(['MissingProviderToken']);
  });

  it('turns switches, and refuses those it does not know', async () => {
    expect(await control('PUT', 'switches', { channelLimit: 3 })).toMatchObject({
      status: 200,
      document: { channelLimit: 3, streamsBeforeFirstToken: 1 },
    });
    expect(await control('PUT', 'switches', { channelLimits: 3 })).toMatchObject({ status: 400 });
    await control('PUT', 'switches', { channelLimit: 10_000 });
  });

  it('names the sample keys with their scopes', async () => {
    const keys = (await control('GET', 'keys')).document as readonly { readonly environment: string }[];
    expect(keys.map(({ environment }) => environment)).toEqual(['both', 'sandbox', 'production', 'both']);
  });

  it('lists its calls to whoever asks for another', async () => {
    expect(await control('GET', 'nothing')).toMatchObject({ status: 404 });
  });
});

describe('another address than 127.0.0.1', () => {
  it('is warned about on stderr', async () => {
    const stopOther = new AbortController();
    const other = memoryTerminal({ cwd: folder, signal: stopOther.signal });
    const done = run(['simulator', '--json', '--host', '0.0.0.0', '--data-dir', join(folder, 'data')], other);
    await vi.waitFor(() => expect(other.documents()).toHaveLength(1), { timeout: 40_000 });
    expect(other.written.stderr).toContain('0.0.0.0');
    stopOther.abort();
    await done;
    expect(terminal.written.stderr).toBe('');
  });
});

describe('bad input', () => {
  it.each([
    { name: 'rules that are no JSON', content: '{', says: /could not be read/ },
    {
      name: 'rules of another shape',
      content: '[{"id":"x","when":{},"then":{"explode":true}}]',
      says: /0\.then/,
    },
  ])('$name end in a usage error that names them', async ({ content, says }) => {
    writeFileSync(join(folder, 'rules.json'), content);
    const bad = memoryTerminal({ cwd: folder });
    await run(['simulator', '--json', '--rules', 'rules.json', '--data-dir', join(folder, 'data')], bad);
    expect(bad.exitStatus).toBe(2);
    expect(bad.documents()).toMatchObject([
      { ok: false, error: { code: 'bad-argument', message: expect.stringMatching(says) as string } },
    ]);
  });

  it('a port in use is named', async () => {
    const bad = memoryTerminal({ cwd: folder });
    await run(
      ['simulator', '--json', '--port', new URL(simulator.url).port, '--data-dir', join(folder, 'data')],
      bad,
    );
    expect(bad.exitStatus).toBe(2);
    expect(bad.documents()).toMatchObject([{ ok: false, error: { code: 'port-in-use' } }]);
  });
});
