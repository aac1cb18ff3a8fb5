import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OID } from '#core/credentials/asn1/oids';
import { signCertificate } from '#simulator/authority/certificate';
import { commandInMemory } from '../support/command-in-memory.js';
import { type H2Server, openH2Server } from '../support/h2-server.js';
import { makeTestAuthority } from '../support/test-identity.js';

/** Retitles a terminal, clears it, turns the direction of what follows, and ends a line where none ends. */
const LATIN_EVIL = 'evil\u001b]0;PWNED\u0007\u001b[2J';
const EVIL = `${LATIN_EVIL}\u009b31m\u202egnp\u2066\u200f\u2028\r`;
/** What Unicode and ECMA-48 let act on a terminal, but for line feed and tab. */
const ACTING = /(?![\n\t])[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

let root = '';
let server: H2Server;

const file = (name: string): string => join(root, name);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pushdeck-hostile-'));
  const authority = await makeTestAuthority();
  server = await openH2Server(authority);
  server.onRequest = ({ stream }) => {
    stream.respond({ ':status': 400 });
    stream.end(JSON.stringify({ reason: EVIL }));
  };
  const subject = [{ type: OID.commonName, value: EVIL }];
  const nowMs = Date.now();
  const identity = await signCertificate(
    {
      keyType: 'p-256',
      subject,
      notBeforeMs: nowMs - 1000,
      notAfterMs: nowMs + 86_400_000,
      serialNumber: '09',
      extensions: [],
    },
    null,
  );
  writeFileSync(file('ca.pem'), authority.caPem);
  writeFileSync(file('evil.pem'), `${identity.certificatePem}\n${identity.keyPem}`);
  writeFileSync(
    file('payload.json'),
    JSON.stringify({ aps: { alert: EVIL, sound: EVIL, [EVIL]: 1 }, [EVIL]: EVIL }),
  );
  writeFileSync(file('devices.csv'), `name,token\n"${EVIL}",${'ab'.repeat(32)}\n`);
  const scenario = { version: 1, name: EVIL, steps: [{ name: EVIL, wait: { seconds: 0.01 } }] };
  writeFileSync(file('scenario.json'), JSON.stringify(scenario));
  // As a repository brings it along.
  const presets = join(root, 'data', 'workspace', 'presets');
  mkdirSync(presets, { recursive: true });
  const preset = { version: 1, name: EVIL, description: EVIL, headers: { topic: EVIL }, payload: {} };
  writeFileSync(join(presets, 'evil.json'), JSON.stringify(preset));
  writeFileSync(join(presets, `broken${EVIL}.json`), EVIL);
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

async function pushdeck(words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await commandInMemory([...words, '--data-dir', join(root, 'data')], {
    cwd: root,
  });
  return stdout + stderr;
}

const send = (): readonly string[] => [
  ...['send', '--url', server.url, '--ca', 'ca.pem', '--credential', 'evil.pem', '--to', 'ab'.repeat(32)],
  ...['--payload', 'payload.json', '--force', '--retries', '0'],
];

/** In this order: each may show what an earlier one kept. Each must show some of it, or it proves nothing. */
const COMMANDS: readonly (readonly [what: string, words: () => readonly string[]])[] = [
  ['a certificate', () => ['inspect', 'evil.pem']],
  ['a missing file', () => ['inspect', `${EVIL}.p12`]],
  ['a certificate that is kept', () => ['credentials', 'add', 'evil.pem']],
  ['kept credentials', () => ['credentials', 'list']],
  ['imported devices, again', () => ['devices', 'import', 'devices.csv']],
  ['devices', () => ['devices', 'list']],
  ['an unknown device', () => ['devices', 'remove', `not ${EVIL}`]],
  ['presets', () => ['presets', 'list']],
  ['a scenario', () => ['run', 'scenario.json']],
  ['a payload', () => ['lint', 'payload.json']],
  ['a request', () => [...send(), '--dry-run']],
  ['the reason of a server', () => [...send(), '--topic', 'com.example.evil']],
  ['the history', () => ['history']],
  ['a channel', () => ['channels', 'read', EVIL, '--env', 'simulator', '--topic', EVIL]],
  ['a wrong option', () => ['send', `--${EVIL}`]],
  ['a wrong command', () => [`x${EVIL}`]],
];

describe('what comes from anywhere', { timeout: 120_000 }, () => {
  it('acts on no terminal', async () => {
    await pushdeck(['devices', 'import', 'devices.csv']);
    for (const [what, words] of COMMANDS) {
      const said = await pushdeck(words());
      expect(said, what).toContain('\\u{1b}');
      expect(ACTING.exec(said), `${what}: ${JSON.stringify(said)}`).toBeNull();
    }
  });

  it('is exact for programs', async () => {
    const [line = ''] = (await pushdeck(['devices', 'list', '--json'])).split('\n');
    expect(JSON.parse(line)).toMatchObject({ name: EVIL.trim() });
  });
});
