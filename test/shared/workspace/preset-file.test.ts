import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { payloadFromFile, payloadToFile } from '#shared/workspace/payload-in-file';
import { findReferenced, headersOfPreset, newPreset, referenceTo } from '#shared/workspace/preset';
import { formatPresetFile, readPresetFile } from '#shared/workspace/preset-file';

describe('a preset file', () => {
  it('reads and diffs well: fixed order, nothing empty, the payload as JSON', () => {
    const preset = newPreset({
      name: 'Order shipped',
      environment: { kind: 'sandbox' },
      credential: { kind: 'apns-key', keyId: 'ABC123DEFG', teamId: 'TEAM123456' },
      headers: { priority: 10, topic: 'com.example.app' },
      targets: [{ kind: 'device', name: 'QA phone' }],
      payload: '{\n  "aps": {\n    "alert": "Your order is on its way"\n  }\n}\n',
    });
    expect(formatPresetFile(preset)).toBe(`{
  "version": 1,
  "name": "Order shipped",
  "environment": {
    "kind": "sandbox"
  },
  "credential": {
    "kind": "apns-key",
    "keyId": "ABC123DEFG",
    "teamId": "TEAM123456"
  },
  "headers": {
    "topic": "com.example.app",
    "priority": 10
  },
  "targets": [
    {
      "kind": "device",
      "name": "QA phone"
    }
  ],
  "payload": {
    "aps": {
      "alert": "Your order is on its way"
    }
  }
}
`);
  });

  it('gives back the same preset, whatever its texts are', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        text,
        text,
        fc.dictionary(fc.string(), text),
        fc.json(),
        (payload, note, variables, json) => {
          for (const body of [payload, json, `${JSON.stringify(JSON.parse(json), null, 2)}\n`]) {
            const preset = newPreset({
              name: 'p',
              description: note,
              variables: { ...variables },
              payload: body,
            });
            expect(readPresetFile(formatPresetFile(preset))).toEqual({ kind: 'preset', preset });
          }
        },
      ),
    );
  });

  it('holds no secret: authorization headers, passwords in addresses', () => {
    const text = formatPresetFile(
      newPreset({
        name: 'p',
        payload: '{}',
        environment: { kind: 'custom', url: 'https://me:planted@push.example:443' },
        headers: {
          custom: [
            { name: 'Authorization', value: 'bearer planted' },
            { name: 'cookie', value: 'planted' },
            { name: 'x-kept', value: 'yes' },
          ],
        },
      }),
    );
    expect(text).not.toContain('planted');
    expect(text).toContain('https://push.example:443');
    expect(text).toContain('x-kept');
  });

  it.each([
    ['', 'damaged'],
    ['[]', 'damaged'],
    ['{"name":"x","payload":{}}', 'damaged'],
    ['{"version":1,"name":"x"}', 'damaged'],
    ['{"version":1,"name":"","payload":{}}', 'damaged'],
    ['{"version":1,"name":"x","payload":{},"targets":[{"kind":"planet"}]}', 'damaged'],
    ['<<<<<<< HEAD\n{"version":1,"name":"x","payload":{}}', 'damaged'],
    ['{"version":2,"new":"form"}', 'newer'],
    ['\uFEFF{"version":1,"name":"x","payload":{}}\r\n', 'preset'],
    ['{"version":1,"name":"x","payload":{},"unknown":true}', 'preset'],
  ])('%j is %s', (text, kind) => {
    expect(readPresetFile(text).kind).toBe(kind);
  });

  it('that is damaged says where', () => {
    const reading = readPresetFile('{"version":1,"name":"x","payload":{},"headers":{"priority":"high"}}');
    expect(reading.kind === 'damaged' && reading.why).toMatch(/^headers\.priority: /);
  });
});

describe('a payload in a file', () => {
  it.each([
    ['formatted by the editor', '{\n  "a": 1\n}\n', { payload: { a: 1 } }],
    ['in one line', '{"a":1}', { payload: { a: 1 }, payloadStyle: 'compact' }],
    ['without a last line break', '{\n  "a": 1\n}', { payload: { a: 1 }, payloadStyle: 'no-newline' }],
    ['with a number spelled in its own way', '{"a":1.0}', { payloadLines: ['{"a":1.0}'] }],
    ['with a key twice', '{"a":1,"a":2}', { payloadLines: ['{"a":1,"a":2}'] }],
    ['with keys that JavaScript would sort', '{"b":1,"1":2}', { payloadLines: ['{"b":1,"1":2}'] }],
    ['with an escape', '{"a":"\\u00e9"}', { payloadLines: ['{"a":"\\u00e9"}'] }],
    ['with a variable', '{"a":{{n}}}\n', { payloadLines: ['{"a":{{n}}}', ''] }],
    ['that is empty', '', { payloadLines: [''] }],
  ])('%s survives exactly', (_, text, file) => {
    expect(payloadToFile(text)).toEqual(file);
    expect(payloadFromFile({ ...payloadToFile(text) })).toBe(text);
  });
});

describe('a preset', () => {
  it('counts its expiration from the moment of sending', () => {
    const nowMs = 1_700_000_000_500;
    expect(headersOfPreset({ topic: 't', expiresInS: 60 }, nowMs)).toEqual({
      topic: 't',
      expiration: 1_700_000_060,
    });
    expect(headersOfPreset({ expiresInS: 0 }, nowMs)).toEqual({ expiration: 0 });
    expect(headersOfPreset({ expiration: 5 }, nowMs)).toEqual({ expiration: 5 });
  });

  it('names a credential by key ID or fingerprint, and finds it again on another machine', () => {
    const inspection = { keyId: null, certificates: [], warnings: [], abilities: [] };
    const credentials = [
      { id: '1', kind: 'apns-key', teamId: 'T', inspection: { ...inspection, keyId: 'K1' } },
      {
        id: '2',
        kind: 'identity',
        teamId: null,
        inspection: { ...inspection, certificates: [{ sha256: 'f00d' }] },
      },
      { id: '3', kind: 'private-key', teamId: null, inspection },
    ] as unknown as CredentialSummary[];
    const references = credentials.map(referenceTo);
    expect(references).toEqual([
      { kind: 'apns-key', keyId: 'K1', teamId: 'T' },
      { kind: 'identity', sha256: 'f00d' },
      null,
    ]);
    expect(findReferenced({ kind: 'identity', sha256: 'f00d' }, credentials)?.id).toBe('2');
    expect(findReferenced({ kind: 'apns-key', keyId: 'K1', teamId: null }, credentials)?.id).toBe('1');
    expect(findReferenced({ kind: 'apns-key', keyId: 'K9', teamId: 'T' }, credentials)).toBeUndefined();
  });
});
