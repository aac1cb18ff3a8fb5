import { describe, expect, it } from 'vitest';
import { splitDeviceTokens } from '#shared/apns/device-token/split-device-tokens';

const HEX = '740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad';
const grouped = HEX.replace(/(.{8})/g, '$1 ').trim();

describe('splitDeviceTokens', () => {
  const other = HEX.replace('7', '8');

  it.each([
    { from: 'lines', text: `${HEX}\n${other}\r\n` },
    { from: 'commas', text: `${HEX}, ${other}` },
    { from: 'blanks', text: `${HEX} ${other}` },
    { from: 'a JSON array', text: JSON.stringify([HEX, other], null, 2) },
    { from: 'old descriptions', text: `<${grouped}>\n<${other.replace(/(.{8})/g, '$1 ').trim()}>` },
    { from: 'semicolons', text: `${HEX};${other}` },
    {
      from: 'lists of bytes',
      text: [HEX, other].map((hex) => `[${[...Buffer.from(hex, 'hex')].join(', ')}]`).join('\n'),
    },
    {
      from: 'JSON objects',
      text: JSON.stringify([
        { name: 'QA', token: HEX },
        { name: 'B2', token: other },
      ]),
    },
    { from: 'a JSON object', text: JSON.stringify({ deviceTokens: [HEX, other] }, null, 2) },
    { from: 'a table', text: `id | identifier | type | tags\n1 | ${HEX} | 0 | qa\n2 | ${other} | 1 | b2` },
    { from: 'CSV', text: `user,device_token,os\n7,${HEX},ios\n8,${other},ios` },
    { from: 'a list with comments', text: `# QA\n${HEX}\n// mine\n${other}` },
    { from: 'log lines', text: `Device Token: ${HEX} ok\n2026-01-01 Device Token: ${other} ok` },
  ])('finds both in $from', ({ text }) => {
    expect(splitDeviceTokens(text).map(({ token }) => token)).toEqual([HEX, other]);
  });

  it('gives a line that is no token back with its problem', () => {
    const [first, second] = splitDeviceTokens(`${HEX}\nnot a token`);
    expect(first?.problem).toBeNull();
    expect(second?.problem?.kind).toBe('not-hex');
  });

  it('keeps the groups of one token together', () => {
    expect(splitDeviceTokens(grouped)).toHaveLength(1);
  });

  it.each([
    { what: 'an Expo token', text: 'ExponentPushToken[Hq3fD1a9Zc7Vb2Nm4Kl6Jh]', kind: 'expo-token' },
    { what: 'a short list of bytes', text: '[0, 252, 19, 173]', kind: 'not-hex' },
    {
      what: 'an object over several lines',
      text: '{\n  "type": "apns",\n  "data": "abc"\n}',
      kind: 'not-hex',
    },
    {
      what: 'a shortened description',
      text: '{length = 32, bytes = 0x740f4707 bebcf74f ... 61bb78ad }',
      kind: 'shortened-description',
    },
    { what: 'a sentence', text: 'Read the token, please', kind: 'not-hex' },
  ])('makes one reading of $what', ({ text, kind }) => {
    const kinds = splitDeviceTokens(text).map(({ problem }) => problem?.kind);
    expect(new Set(kinds)).toEqual(new Set([kind]));
    if (/^[[{E]/.test(text)) expect(kinds).toHaveLength(1);
  });

  it('keeps a foreign token in a list, with its words', () => {
    const readings = splitDeviceTokens(`${HEX}\nExponentPushToken[Hq3fD1a9Zc7Vb2Nm4Kl6Jh]\nab12`);
    expect(readings.map(({ problem }) => problem?.kind)).toEqual([undefined, 'expo-token', 'too-short']);
  });

  it('reads a megabyte of tokens and a megabyte of anything else in a moment', () => {
    const lines = Array.from(
      { length: 15_000 },
      (_, index) => HEX.slice(0, 56) + index.toString(16).padStart(8, '0'),
    );
    const startedAt = process.cpuUsage();
    expect(splitDeviceTokens(lines.join('\n'))).toHaveLength(15_000);
    for (const unit of [
      '[',
      '"',
      '0x',
      '1,',
      'ab ',
      '{"endpoint":"https:',
      '<',
      '-----BEGIN A-----',
      'eyJ',
    ]) {
      splitDeviceTokens(unit.repeat(1_000_000 / unit.length));
    }
    expect(process.cpuUsage(startedAt).user).toBeLessThan(20_000_000);
  });
});
