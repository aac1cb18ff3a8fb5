import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeviceToken, splitDeviceTokens } from '#shared/apns/device-token';
import { anyText } from '../../support/any-text.js';

const HEX = '740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad';
const grouped = HEX.replace(/(.{8})/g, '$1 ').trim();

describe('readDeviceToken', () => {
  it.each([
    { form: 'plain hex', text: HEX, cleaned: false },
    { form: 'upper case', text: HEX.toUpperCase(), cleaned: true },
    { form: 'an old description', text: `<${grouped}>`, cleaned: true },
    { form: 'groups without brackets', text: grouped, cleaned: true },
    { form: '0x in front', text: `0x${HEX}`, cleaned: true },
    { form: 'blanks around', text: `  ${HEX}\n`, cleaned: false },
    { form: 'quotes around', text: `"${HEX}",`, cleaned: false },
    { form: 'colons between', text: HEX.replace(/(..)(?=.)/g, '$1:'), cleaned: true },
    { form: 'Base64', text: Buffer.from(HEX, 'hex').toString('base64'), cleaned: true },
    { form: 'base64url without padding', text: Buffer.from(HEX, 'hex').toString('base64url'), cleaned: true },
    { form: 'a whole iOS 13 description', text: `{length = 32, bytes = 0x${grouped}}`, cleaned: true },
  ])('reads $form', ({ text, cleaned }) => {
    const reading = readDeviceToken(text);
    expect(reading).toMatchObject({ token: HEX, problem: null });
    expect(reading.cleaned !== null).toBe(cleaned);
  });

  it.each([
    { kind: 'empty', text: ' "" ' },
    { kind: 'fcm-token', text: `d4hE-x_9:APA91b${'Hk3_'.repeat(33)}` },
    { kind: 'shortened-description', text: '{length = 32, bytes = 0x740f4707 bebcf74f ... 61bb78ad }' },
    { kind: 'odd-digits', text: HEX.slice(1) },
    { kind: 'too-short', text: 'abc123' },
    { kind: 'too-long', text: HEX.repeat(4) },
    { kind: 'not-hex', text: 'my-device' },
    { kind: 'odd-digits', text: 'a1b' },
  ])('says $kind in both languages for $text', ({ kind, text }) => {
    const { problem } = readDeviceToken(text);
    expect(problem?.kind).toBe(kind);
    for (const words of [problem?.message, problem?.hint]) {
      expect(words?.en).toMatch(/\S/);
      expect(words?.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('reads any token back from every form it is printed in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 100 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        const groups = hex.replace(/(.{8})(?=.)/g, '$1 ');
        for (const text of [hex, hex.toUpperCase(), `<${groups}>`, `0x${hex}`]) {
          expect(readDeviceToken(text)).toMatchObject({ token: hex, problem: null });
        }
        const base64 = Buffer.from(bytes).toString('base64');
        // Digits alone are hex, whatever else they could be.
        if (!/^[0-9a-f]+$/i.test(base64.replace(/=+$/, ''))) {
          expect(readDeviceToken(base64)).toMatchObject({ token: hex, problem: null });
        }
      }),
    );
  });

  it('never fails, and never loses a text it cannot read', () => {
    fc.assert(
      fc.property(anyText(300), (text) => {
        const { token, problem } = readDeviceToken(text);
        if (problem !== null && problem.kind !== 'empty') expect(token).not.toBe('');
      }),
    );
  });
});

describe('splitDeviceTokens', () => {
  const other = HEX.replace('7', '8');

  it.each([
    { from: 'lines', text: `${HEX}\n${other}\r\n` },
    { from: 'commas', text: `${HEX}, ${other}` },
    { from: 'blanks', text: `${HEX} ${other}` },
    { from: 'a JSON array', text: JSON.stringify([HEX, other], null, 2) },
    { from: 'old descriptions', text: `<${grouped}>\n<${other.replace(/(.{8})/g, '$1 ').trim()}>` },
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
});
