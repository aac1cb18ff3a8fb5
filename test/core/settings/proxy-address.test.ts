import { beforeEach, describe, expect, it } from 'vitest';
import { createProxyAddress } from '#core/settings/proxy-address';

const typed = 'http://ada:s3cret@proxy.example:3128';
const shown = 'http://ada:••••••@proxy.example:3128';

describe('createProxyAddress', () => {
  const kept = new Map<string, string>();
  const address = createProxyAddress({
    password: async (name) => kept.get(name) ?? null,
    storePassword: async (name, password) => {
      if (password === null) kept.delete(name);
      else kept.set(name, password);
    },
  });
  beforeEach(() => kept.clear());

  it('stores the address without its password, and gives it back complete', async () => {
    const stored = await address.store(typed, null);
    expect(stored).toBe(shown);
    expect(await address.withPassword(stored)).toBe(typed);
  });

  it('keeps the password when the shown address comes back unchanged', async () => {
    await address.store(typed, null);
    expect(await address.store(shown, shown)).toBe(shown);
    expect(await address.withPassword(shown)).toBe(typed);
  });

  it('does not let a hidden password follow to another server', async () => {
    await address.store(typed, null);
    const stored = await address.store('http://ada:••••••@evil.example:3128', shown);
    expect(stored).toBe('http://ada@evil.example:3128');
    expect(await address.withPassword(stored)).toBe('http://ada@evil.example:3128');
    expect(kept.size).toBe(0);
  });

  it('forgets the password with the address', async () => {
    await address.store(typed, null);
    expect(await address.store(null, shown)).toBeNull();
    expect(kept.size).toBe(0);
  });

  it('uses an address that somebody wrote into the settings file by hand as it stands', async () => {
    expect(await address.withPassword(typed)).toBe(typed);
    expect(await address.withPassword('http://proxy.example:3128')).toBe('http://proxy.example:3128');
  });
});
