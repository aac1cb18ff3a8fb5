import { describe, expect, it } from 'vitest';
import { curlHint, joinPath } from '../../../renderer/features/simulator/curl-hint.js';
import { shortPath } from '../../../renderer/features/simulator/short-path.js';
import {
  type DeviceDraft,
  deviceOf,
  deviceProblem,
  makeToken,
  withState,
} from '../../../renderer/state/device-draft.js';

const TOKEN = 'ab'.repeat(32);
const draft: DeviceDraft = { name: 'Mine', token: TOKEN, topics: ['com.example.app'], state: 'active' };

describe('a device being edited', () => {
  it.each([
    { change: { name: ' ' }, problem: 'name' },
    { change: { token: '' }, problem: { kind: 'empty' } },
    { change: { token: 'hello' }, problem: { kind: 'not-hex' } },
    { change: { token: 'abc' }, problem: { kind: 'odd-digits' } },
    { change: { token: 'abcd' }, problem: { kind: 'too-short' } },
    { change: { token: 'ab'.repeat(101) }, problem: { kind: 'too-long' } },
    { change: { token: 'cd'.repeat(32) }, problem: 'token-taken' },
    { change: { token: TOKEN }, problem: null },
  ] as const)('$change → $problem', ({ change, problem }) => {
    const found = deviceProblem({ ...draft, ...change }, ['cd'.repeat(32)]);
    if (problem === null || typeof problem === 'string') expect(found).toBe(problem);
    else expect(found).toMatchObject(problem);
  });

  it.each([
    ['an old description', `<${TOKEN.slice(0, 8)} ${TOKEN.slice(8)}>`],
    ['the description of Data', `{length = 32, bytes = 0x${TOKEN}}`],
    ['Base64', Buffer.from(TOKEN, 'hex').toString('base64')],
    ['quoted upper case with 0x', `"0x${TOKEN.toUpperCase()}"`],
  ])('takes the token as %s, as Compose does', (_, token) => {
    expect(deviceProblem({ ...draft, token }, [])).toBeNull();
    expect(deviceProblem({ ...draft, token }, [TOKEN])).toBe('token-taken');
    expect(deviceOf({ ...draft, token }, 0).token).toBe(TOKEN);
  });

  it('remembers since when it is gone, also through another change', () => {
    const gone = withState(deviceOf(draft, 1000), 'unregistered', 2000);
    expect(gone.goneAtMs).toBe(2000);
    expect(withState(gone, 'expired', 9000).goneAtMs).toBe(2000);
    expect(withState(gone, 'active', 9000).goneAtMs).toBeNull();
    expect(deviceOf({ ...draft, name: 'Renamed', state: 'unregistered' }, 9000, gone)).toMatchObject({
      name: 'Renamed',
      goneAtMs: 2000,
    });
  });

  it('makes up tokens of 32 bytes', () => {
    expect(makeToken((bytes) => bytes.fill(7))).toBe('07'.repeat(32));
  });
});

describe('the command for a terminal', () => {
  const facts = { url: 'https://127.0.0.1:4000', token: TOKEN, topic: 'com.example.app' };

  it('quotes paths with spaces for a shell', () => {
    const command = curlHint({ ...facts, folder: "/Users/anna/Application Support/o'deck" });
    expect(command).toContain(`--cacert '/Users/anna/Application Support/o'\\''deck/ca.pem'`);
    expect(command).toContain(`-d '{"aps":{"alert":"Hello"}}'`);
    expect(command).toContain(`https://127.0.0.1:4000/3/device/${TOKEN}`);
  });

  it('is one line with double quotes on Windows', () => {
    const command = curlHint({ ...facts, folder: 'C:\\Users\\Anna\\pushdeck\\simulator' });
    expect(command).not.toContain('\n');
    expect(command).toContain('--cacert "C:\\Users\\Anna\\pushdeck\\simulator\\ca.pem"');
    expect(command).toContain('-d "{\\"aps\\":{\\"alert\\":\\"Hello\\"}}"');
  });

  it('joins paths as the system writes them', () => {
    expect(joinPath('/a', 'b')).toBe('/a/b');
    expect(joinPath('C:\\a', 'b')).toBe('C:\\a\\b');
  });

  it('shortens tokens in paths and leaves the rest', () => {
    expect(shortPath(`/3/device/${TOKEN}`)).toBe('/3/device/abababab…ababab');
    expect(shortPath('/4/broadcasts/apps/com.example')).toBe('/4/broadcasts/apps/com.example');
  });
});
