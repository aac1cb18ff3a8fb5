import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProviderTokenStore } from '#core/apns/provider-token-store';
import { packSealed, seal, SEALING_KEY_BYTES, unpackSealed, unseal } from '#core/files/sealing';
import { systemClock, systemRandomness } from '#core/ports/system-ports';

const key = Buffer.alloc(SEALING_KEY_BYTES, 1);
const secret = Buffer.from('secret');

describe('a sealed secret', () => {
  it('opens under its key and its name, and under no other', () => {
    const sealed = seal(key, 'name', secret, systemRandomness);
    expect(unseal(key, 'name', sealed)).toEqual(secret);
    expect(unseal(key, 'other', sealed)).toBeUndefined();
    expect(unseal(Buffer.alloc(SEALING_KEY_BYTES, 2), 'name', sealed)).toBeUndefined();
  });

  it('survives being packed into one text, and opens no more when a bit of it changes', () => {
    const packed = packSealed(seal(key, 'name', secret, systemRandomness));
    expect(unseal(key, 'name', unpackSealed(packed))).toEqual(secret);
    const bytes = Buffer.from(packed, 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(key, 'name', unpackSealed(changed.toString('base64')))).toBeUndefined();
    }
    expect(unseal(key, 'name', unpackSealed(''))).toBeUndefined();
  });

  it('opens as earlier versions wrote it for a provider token', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pushdeck-sealing-'));
    try {
      const entry =
        'BwcHBwcHBwcHBwcH2YMXM9pL6GZEGQQb/Yg6t+wCT2x87QhSYR3wNGeVdpuGIo2zTHeNsHi/AwpXBOWmxQfV6SxYkvY=';
      writeFileSync(
        join(folder, 'provider-tokens.json'),
        JSON.stringify({ version: 1, tokens: { 'key-1': entry } }),
      );
      const store = openProviderTokenStore(folder, { clock: systemClock, random: systemRandomness });
      const token = { token: 'a.b.c', issuedAtS: 1_800_000_000 };
      const signedAnew = { token: 'new', issuedAtS: 0 };
      const kept = await store.update('key-1', 'the private key', (found) => found ?? signedAnew);
      expect(kept).toEqual(token);
      const other = await store.update('key-1', 'another key', (found) => found ?? signedAnew);
      expect(other).toEqual(signedAnew);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
