import { describe, expect, it } from 'vitest';
import {
  documentOf,
  firstDocument,
  headersOf,
  pushesOf,
  withHeaders,
} from '../../../renderer/state/compose-document.js';

const NOW_MS = 1_700_000_000_500;
const world = { nowMs: NOW_MS, uuid: () => '00000000-0000-4000-8000-000000000000' };
const first = firstDocument({
  token: 'aa',
  device: 'iPhone',
  topic: 'com.example.app',
  credentialId: 'key',
});

describe('what Compose sends', () => {
  it('leaves out every header that was left empty', () => {
    expect(headersOf(first, NOW_MS)).toEqual({ topic: 'com.example.app', pushType: 'alert' });
  });

  it.each([
    { choice: { kind: 'once' }, expiration: 0 },
    { choice: { kind: 'after', seconds: 60 }, expiration: 1_700_000_060 },
    { choice: { kind: 'at', unixS: 42 }, expiration: 42 },
  ] as const)('says $expiration for the expiration $choice', ({ choice, expiration }) => {
    expect(headersOf({ ...first, expiration: choice }, NOW_MS).expiration).toBe(expiration);
  });

  it('makes one push per device and names saved ones', () => {
    const targets = [
      { token: 'aa', name: 'My iPhone' },
      { token: 'bb', name: null },
    ];
    expect(pushesOf({ ...first, targets }, world).map(({ target }) => target)).toEqual([
      { kind: 'device', token: 'aa', name: 'My iPhone' },
      { kind: 'device', token: 'bb' },
    ]);
  });

  it('still sends without a device, so that the answer can explain what is missing', () => {
    expect(pushesOf({ ...first, targets: [] }, world)).toHaveLength(1);
  });

  it('fills the variables of the payload in, each device its own', () => {
    const targets = [
      { token: 'aa', name: null },
      { token: 'bb', name: null },
    ];
    const payload = '{"aps":{"timestamp":"{{now}}"},"n":"{{counter}}"}';
    expect(pushesOf({ ...first, targets, payload }, world).map((push) => push.payload)).toEqual([
      '{"aps":{"timestamp":1700000000},"n":1}',
      '{"aps":{"timestamp":1700000000},"n":2}',
    ]);
  });

  it('refuses a payload that names a variable nobody gives', () => {
    expect(() => pushesOf({ ...first, payload: '{"a":"{{nobody}}"}' }, world)).toThrow(/nobody/);
  });

  it('does not send custom headers without a name', () => {
    const customHeaders = [
      { name: ' ', value: 'x' },
      { name: 'x-test', value: '1' },
    ];
    expect(headersOf({ ...first, customHeaders }, NOW_MS).custom).toEqual([{ name: 'x-test', value: '1' }]);
  });
});

describe('a push of the log, opened in Compose', () => {
  it('comes back as it was sent, but with an ID of its own', () => {
    const document = { ...first, priority: 5, collapseId: 'order', expiration: { kind: 'once' as const } };
    const [push] = pushesOf({ ...document, id: 'old' }, world);
    if (push === undefined) throw new Error('expected a push');
    expect(documentOf(push)).toEqual(document);
  });
});

describe('withHeaders', () => {
  it('takes over what a fix names and leaves the rest', () => {
    expect(withHeaders(first, { topic: 'com.example.app.voip', priority: 10 })).toEqual({
      ...first,
      topic: 'com.example.app.voip',
      priority: 10,
    });
  });

  it('takes over the custom headers of a fix, too', () => {
    const custom = [{ name: 'x', value: '1' }];
    expect(
      withHeaders({ ...first, customHeaders: [...custom, ...custom] }, { custom }).customHeaders,
    ).toEqual(custom);
  });
});
