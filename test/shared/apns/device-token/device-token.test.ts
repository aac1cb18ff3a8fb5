import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import { anyText } from '../../../support/any-text.js';

const HEX = '740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad';
const bytes = [...Buffer.from(HEX, 'hex')];
const base64 = Buffer.from(HEX, 'hex').toString('base64');
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
    { form: 'dashes between pairs', text: HEX.toUpperCase().replace(/(..)(?=.)/g, '$1-'), cleaned: true },
    { form: 'a property list', text: `<data>\n\t${base64}\n</data>`, cleaned: true },
    { form: 'a list of bytes', text: `[${bytes.join(', ')}]`, cleaned: true },
    {
      form: 'signed bytes',
      text: `[${bytes.map((byte) => (byte > 127 ? byte - 256 : byte)).join(', ')}]`,
      cleaned: true,
    },
    {
      form: 'bytes of C',
      text: `{${bytes.map((byte) => `0x${byte.toString(16)}`).join(', ')}}`,
      cleaned: true,
    },
    { form: 'a Data literal', text: `Data([${bytes.join(',')}])`, cleaned: true },
    { form: 'a Swift optional', text: `Optional("${HEX}")`, cleaned: true },
    { form: 'a log line', text: `2026-11-30 21:44:02.1 Shop[442:13] device token: ${HEX}`, cleaned: true },
    { form: 'an address', text: `https://api.sandbox.push.apple.com/3/device/${HEX}`, cleaned: true },
    { form: 'a percent-encoded description', text: encodeURIComponent(`<${grouped}>`), cleaned: true },
    { form: 'an escaped description', text: `\\u003c${grouped}\\u003e`, cleaned: true },
    { form: 'HTML', text: `<td>&lt;${grouped}&gt;</td>`, cleaned: true },
    { form: 'a JSON object', text: `{"type":"apns","data":"${HEX}"}`, cleaned: true },
    { form: 'Base64 in a JSON object', text: `{"push_token":"${base64}"}`, cleaned: true },
    { form: 'an assignment', text: `let token = "${HEX}"`, cleaned: true },
    { form: 'the same token twice', text: `${HEX} (${HEX.toUpperCase()})`, cleaned: true },
    { form: 'Base64 of its hex digits', text: Buffer.from(HEX).toString('base64'), cleaned: true },
    { form: 'hex of its hex digits', text: Buffer.from(HEX).toString('hex'), cleaned: true },
    { form: 'hex of its Base64', text: Buffer.from(base64).toString('hex'), cleaned: true },
    { form: 'Base64 of its Base64', text: Buffer.from(base64).toString('base64'), cleaned: true },
    { form: 'a zero-width blank at its end', text: `${HEX}\u200b`, cleaned: true },
    { form: 'no-break blanks around', text: `\u00a0${HEX}\u00a0`, cleaned: false },
    { form: 'curly quotes', text: `“${HEX}”`, cleaned: false },
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
    { kind: 'expo-token', text: 'ExponentPushToken[Hq3fD1a9Zc7Vb2Nm4Kl6Jh]' },
    { kind: 'expo-token', text: '{"to":"ExpoPushToken[Hq3fD1a9Zc7Vb2Nm4Kl6Jh]"}' },
    { kind: 'fcm-token', text: `token: "dXk2bG9uZ25hbWU:APA91b${'Hk3_'.repeat(8)}"` },
    { kind: 'uuid', text: '3F2504E0-4F89-41D3-9A0C-0305E82C3301' },
    { kind: 'channel-id', text: Buffer.from('sixteen bytes !!').toString('base64') },
    {
      kind: 'web-push',
      text: 'https://web.push.apple.com/QHk3fD1a9Zc7Vb2Nm4Kl6JhQHk3fD1a9Zc7Vb2Nm4Kl6JhQHk3fD',
    },
    {
      kind: 'sns-endpoint',
      text: 'arn:aws:sns:eu-west-1:123456789012:endpoint/APNS/shop/3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    },
    {
      kind: 'provider-token',
      text: `eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJURUFNIn0.${'Hk3fD1a9'.repeat(10)}123456`,
    },
    { kind: 'private-key', text: '-----BEGIN PRIVATE KEY-----\nMIGTAgEAMBMG\n-----END PRIVATE KEY-----' },
    { kind: 'printed-nothing', text: '(null)' },
    { kind: 'printed-nothing', text: 'Optional(nil)' },
    { kind: 'byte-count', text: '32 bytes' },
    { kind: 'not-registered', text: 'no valid “aps-environment” entitlement string found for application' },
    { kind: 'several-tokens', text: `${HEX} ${HEX.replace('7', '8')}` },
    { kind: 'not-hex', text: 'didRegisterForRemoteNotificationsWithDeviceTokens' },
    { kind: 'shortened-description', text: '{length=32,bytes=0x740f4707bebcf74f...61bb78ad}' },
    { kind: 'not-hex', text: 'x'.repeat(1_000_000) },
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

  const words = fc.constantFrom(
    '',
    'token: ',
    'let t = "',
    '{"a":1,"deviceToken":"',
    'POST /3/device/',
    '- [x] "',
  );
  const endings = fc.constantFrom('', '"', '"}', ' HTTP/2', ' (sandbox)', ';');

  it('finds a token of any length in any of its forms with any words around it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 100 }),
        words,
        endings,
        (bytes, before, after) => {
          const token = Buffer.from(bytes).toString('hex');
          const forms = [
            token,
            token.toUpperCase(),
            `<${token.replace(/(.{8})(?=.)/g, '$1 ')}>`,
            `[${bytes.join(', ')}]`,
          ];
          for (const form of forms) {
            expect(readDeviceToken(`${before}${form}${after}`)).toMatchObject({ token, problem: null });
          }
        },
      ),
    );
  });

  it('takes no text for a token that has none in it', () => {
    fc.assert(
      fc.property(anyText(2000), (text) => {
        const digits = text.replace(/[^0-9a-f]/gi, '').length;
        if (digits < 64) expect(readDeviceToken(text).problem).not.toBeNull();
      }),
    );
  });

  it('names the invisible characters that it took away', () => {
    expect(readDeviceToken(`\ufeff${HEX}\u200b`).cleaned?.en).toContain('U+FEFF, U+200B');
  });

  it('leaves a token of 64 bytes alone', () => {
    const long = HEX + HEX.split('').reverse().join('');
    expect(readDeviceToken(long)).toEqual({ token: long, problem: null, cleaned: null });
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
