import { describe, expect, it } from 'vitest';
import { isScope, type Scope, scopeKey } from '../../../../renderer/features/channels/channel-scope.js';

const SCOPE: Scope = { environment: { kind: 'sandbox' }, credentialId: null, bundleId: 'com.example.app' };

describe('what the window kept of the channels screen', () => {
  it.each([
    [SCOPE, true],
    [{ ...SCOPE, environment: { kind: 'custom', url: 'https://127.0.0.1:2197' } }, true],
    [{ ...SCOPE, environment: { kind: 'custom' } }, false],
    [{ ...SCOPE, environment: { kind: 'moon' } }, false],
    [{ ...SCOPE, credentialId: 3 }, false],
    [{}, false],
    [null, false],
  ])('%o → %s', (value, expected) => {
    expect(isScope(value)).toBe(expected);
  });

  it('is another place as soon as environment, credential or app differ', () => {
    const keys = [
      SCOPE,
      { ...SCOPE, environment: { kind: 'production' } as const },
      { ...SCOPE, credentialId: 'k' },
      { ...SCOPE, bundleId: 'com.example.other' },
    ].map(scopeKey);
    expect(new Set(keys).size).toBe(4);
  });
});
