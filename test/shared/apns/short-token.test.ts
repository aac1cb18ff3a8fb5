import { describe, expect, it } from 'vitest';
import { shortName, shortToken, targetLabel } from '#shared/apns/short-token';

const TOKEN = 'ab'.repeat(31) + 'cd';

describe('shortToken', () => {
  it.each([
    ['0123456789abcdef', '0123456789abcdef'],
    ['0123456789abcdef0', '01234567…bcdef0'],
    [TOKEN, 'abababab…ababcd'],
    ['', ''],
  ])('shows %s as %s', (token, shown) => {
    expect(shortToken(token)).toBe(shown);
  });
});

describe('shortName', () => {
  it.each([
    ['iPhone 15 Pro of the design team', 'iPhone 15 Pro of the design team'],
    [TOKEN, 'abababab…ababcd'],
  ])('shows %s as %s', (name, shown) => {
    expect(shortName(name)).toBe(shown);
  });
});

describe('targetLabel', () => {
  it('prefers the name of a device and shows a channel whole', () => {
    expect(targetLabel({ kind: 'device', token: TOKEN, name: 'Mine' })).toBe('Mine');
    expect(targetLabel({ kind: 'device', token: TOKEN })).toBe('abababab…ababcd');
    expect(targetLabel({ kind: 'channel', bundleId: 'com.example', channelId: 'c=' })).toBe('c=');
  });
});
