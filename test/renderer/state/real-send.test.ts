import { describe, expect, it } from 'vitest';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { type ComposeDocument, firstDocument } from '../../../renderer/state/compose-document.js';
import { assertNoSimulated, realSendOf } from '../../../renderer/state/real-send.js';

const simulated = new Set([SAMPLE_TOKEN]);
const composed = (changes: Partial<ComposeDocument>): ComposeDocument => ({
  ...firstDocument({ token: 'aa', device: 'iPhone', topic: 'com.example.app', credentialId: 'key' }),
  ...changes,
});
const targets = ['aa', SAMPLE_TOKEN, 'bb'].map((token) => ({ token, name: null }));

describe('the question before real devices', () => {
  it('counts real devices only, and tells what they would get', () => {
    const document = composed({ environment: { kind: 'production' }, targets });
    expect(realSendOf(document, simulated, [])).toMatchObject({
      count: 2,
      topic: 'com.example.app',
      headline: 'Hello from Pushdeck',
    });
  });

  it.each([
    ['{"aps":{"alert":{"body":"Only a body"}}}', 'Only a body'],
    ['{"aps":{"content-available":1}}', null],
    ['not JSON', null],
  ])('reads %s', (payload, headline) => {
    const document = composed({ environment: { kind: 'production' }, targets, payload });
    expect(realSendOf(document, simulated, [])?.headline).toBe(headline);
  });

  it('is asked of a server on another machine, and of no place where nobody is', () => {
    const asks = (environment: ComposeDocument['environment']): boolean =>
      realSendOf(composed({ environment, targets }), simulated, []) !== null;
    expect(asks({ kind: 'custom', url: 'https://push.example.com' })).toBe(true);
    expect(asks({ kind: 'custom', url: 'https://localhost:2197' })).toBe(false);
    expect(asks({ kind: 'simulator' })).toBe(false);
    expect(asks({ kind: 'sandbox' })).toBe(false);
  });
});

it('a simulated device among the targets keeps everything from being sent', () => {
  expect(() => assertNoSimulated(composed({ environment: { kind: 'sandbox' }, targets }), simulated)).toThrow(
    /“iPhone” is a device of the simulator/,
  );
  expect(() =>
    assertNoSimulated(composed({ environment: { kind: 'simulator' }, targets }), simulated),
  ).not.toThrow();
});
