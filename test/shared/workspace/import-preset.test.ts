import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyAs } from '#shared/history/copy-as/copy-as';
import { shellWords } from '#shared/text/shell-words';
import { exportApnsFile } from '#shared/workspace/apns-file';
import { importPreset } from '#shared/workspace/import-preset';
import { newPreset } from '#shared/workspace/preset';
import { formatPresetFile } from '#shared/workspace/preset-file';

const TOKEN = 'ab'.repeat(32);

describe('an .apns file', () => {
  const text = '{"Simulator Target Bundle":"com.example.MyApp","aps":{"alert":"Hi"},"id":7}';

  it('becomes a preset: its bundle is the topic and leaves the payload', () => {
    const { preset } = importPreset(text, 'Welcome.apns');
    expect(preset).toMatchObject({
      name: 'Welcome',
      headers: { topic: 'com.example.MyApp', pushType: 'alert' },
    });
    expect(JSON.parse(preset.payload)).toEqual({ aps: { alert: 'Hi' }, id: 7 });
  });

  it('that shows nothing is a background push', () => {
    const silent = '{"Simulator Target Bundle":"a","aps":{"content-available":1}}';
    expect(importPreset(silent, 'x').preset.headers.pushType).toBe('background');
  });

  it('is what a preset exports, and reads back', () => {
    const { preset } = importPreset(text, 'Welcome.apns');
    expect(JSON.parse(exportApnsFile(preset))).toEqual(JSON.parse(text));
    expect(importPreset(exportApnsFile(preset), 'Welcome.apns').preset).toEqual(preset);
  });

  it.each(['[1]', '{', 'null'])('cannot be made of %s', (payload) => {
    expect(() => exportApnsFile(newPreset({ name: 'x', payload }))).toThrow(
      expect.objectContaining({ code: 'bad-payload' }),
    );
  });
});

describe('a curl command', () => {
  it('as in Apple’s documentation becomes a preset, without its authorization', () => {
    const { preset, notes } = importPreset(
      `$ curl -v --header "apns-topic: com.example.app" --header "apns-push-type: alert" \\
        --header "authorization: bearer $AUTHENTICATION_TOKEN" --data '{"aps":{"alert":"test"}}' \\
        --http2 https://api.development.push.apple.com:2197/3/device/${TOKEN}`,
      'pasted',
    );
    expect(preset).toMatchObject({
      environment: { kind: 'sandbox', port: 2197 },
      headers: { topic: 'com.example.app', pushType: 'alert' },
      targets: [{ kind: 'token', token: TOKEN }],
      payload: '{"aps":{"alert":"test"}}',
    });
    expect(JSON.stringify(preset)).not.toContain('bearer');
    expect(notes).toHaveLength(1);
  });

  it.each([
    ['joined options', `curl -XPOST -H'apns-priority:5' -d'{}' api.push.apple.com/3/device/${TOKEN}`],
    [
      'equals signs',
      `curl --header='apns-priority: 5' --data-raw='{}' --url=https://api.push.apple.com/3/device/${TOKEN}`,
    ],
    [
      'a certificate',
      `curl --cert a.pem --key b.pem -H "apns-priority: 5" -d "{}" https://api.push.apple.com/3/device/${TOKEN}`,
    ],
    [
      'carets of Windows',
      `curl.exe -H "apns-priority: 5" ^\r\n -d "{}" https://api.push.apple.com/3/device/${TOKEN}`,
    ],
  ])('with %s is understood', (_, text) => {
    expect(importPreset(text, 'x').preset).toMatchObject({
      environment: { kind: 'production' },
      headers: { priority: 5 },
      targets: [{ token: TOKEN }],
      payload: '{}',
    });
  });

  it('for a broadcast keeps its channel', () => {
    const text = `curl -H 'apns-channel-id: abc==' -d '{}' https://api.push.apple.com/4/broadcasts/apps/com.example.app`;
    expect(importPreset(text, 'x').preset.targets).toEqual([
      { kind: 'channel', bundleId: 'com.example.app', channelId: 'abc==' },
    ]);
  });

  it('takes --data-raw literally, also with an @ in front', () => {
    const text = `curl --data-raw @me https://api.push.apple.com/3/device/${TOKEN}`;
    expect(importPreset(text, 'x').preset.payload).toBe('@me');
  });

  it('that reads a file says that its content is missing', () => {
    const text = `curl -d @payload.json https://api.push.apple.com/3/device/${TOKEN}`;
    expect(importPreset(text, 'x').notes[0]?.en).toContain('payload.json');
  });

  it.each([
    'curl',
    'curl https://example.com/',
    'curl "https://api.push.apple.com/3/device/ab',
    'curl https://exa mple/3/device/ab -d x y',
  ])('%s is refused with a reason', (text) => {
    expect(() => importPreset(`${text} `, 'x')).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  it('that Pushdeck wrote comes back as the same push, whatever is in it', () => {
    const safe = fc
      .string({ unit: 'binary' })
      .map((text) => text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, ''));
    fc.assert(
      fc.property(safe, fc.stringMatching(/^[a-z]{1,8}$/), (payload, value) => {
        const text = copyAs('curl', {
          push: {
            environment: { kind: 'production' },
            credentialId: 'c',
            target: { kind: 'device', token: TOKEN },
            headers: {
              topic: `com.${value}`,
              priority: 1,
              custom: [{ name: `x-n-${value.length}`, value: `it's ${value}` }],
            },
            payload,
          },
          credential: { kind: 'apns-key', keyId: 'K', teamId: 'T' },
        });
        expect(importPreset(text ?? '', 'x').preset).toMatchObject({
          environment: { kind: 'production' },
          headers: {
            topic: `com.${value}`,
            priority: 1,
            custom: [{ name: `x-n-${value.length}`, value: `it's ${value}` }],
          },
          targets: [{ kind: 'token', token: TOKEN }],
          payload,
        });
      }),
    );
  });
});

describe('other texts', () => {
  it('that are presets or payloads are taken as they are', () => {
    const preset = newPreset({ name: 'Mine', payload: '{"aps":{}}' });
    expect(importPreset(formatPresetFile(preset), 'file.json').preset).toEqual(preset);
    expect(importPreset('{"aps":{"badge":1.0}}', 'Badge.json').preset).toMatchObject({
      name: 'Badge',
      payload: '{"aps":{"badge":1.0}}',
    });
  });

  it.each(['hello', '{"no":"aps"}', ''])('%j are refused', (text) => {
    expect(() => importPreset(text, 'x')).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('words of a shell', () => {
  it.each([
    [`a "b c" 'd e' f\\ g`, ['a', 'b c', 'd e', 'f g']],
    [`"it's \\"x\\" \\n" 'a'\\''b'`, [`it's "x" \\n`, "a'b"]],
    [`$'a\\nb\\u00e9\\x41'`, ['a\nb\u00e9A']],
    ["''", ['']],
    ['a \\\n  b', ['a', 'b']],
    ['   ', []],
    ['a \'\\\n\' "b\\\nc" d\\\ne', ['a', '\\\n', 'bc', 'de']],
  ])('%s', (text, expected) => {
    expect(shellWords(text)).toEqual(expected);
  });

  it.each([`'open`, `"open`, `$'open`])('%s has a quote that is not closed', (text) => {
    expect(shellWords(text)).toBeNull();
  });
});
