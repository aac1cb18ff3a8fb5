import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { fixtureFile } from '../fixtures.js';

const TRIES = 2;
/** A turn of the event loop longer than this is felt as a stutter. Unit: milliseconds. */
const BLOCK_LIMIT_MS = 50;

interface Cost {
  /** Of this process, all threads: what a busy machine does not change. */
  readonly cpuMs: number;
  readonly longestTurnMs: number;
}

/** Reads a file while watching how long the event loop stands still. */
async function measure(path: string): Promise<Cost> {
  const file = fixtureFile(path);
  let watching = true;
  let longestTurnMs = 0;
  const watch = async (): Promise<void> => {
    for (let last = performance.now(); watching;) {
      await setImmediate();
      const now = performance.now();
      longestTurnMs = Math.max(longestTurnMs, now - last);
      last = now;
    }
  };
  const watcher = watch();
  const start = process.cpuUsage();
  await readCredentialFile(file, { password: 'secret' });
  const { user, system } = process.cpuUsage(start);
  watching = false;
  await watcher;
  return { cpuMs: (user + system) / 1000, longestTurnMs };
}

/** The best of several tries: other processes can only make a try slower. */
async function best(path: string): Promise<Cost> {
  await measure(path);
  const costs: Cost[] = [];
  for (let count = 0; count < TRIES; count++) costs.push(await measure(path));
  return {
    cpuMs: Math.min(...costs.map(({ cpuMs }) => cpuMs)),
    longestTurnMs: Math.min(...costs.map(({ longestTurnMs }) => longestTurnMs)),
  };
}

describe('reading takes', { timeout: 120_000 }, () => {
  it.each([
    { path: 'openssl/default.p12', limitMs: 60, what: '2,048 rounds, AES' },
    { path: 'openssl/legacy.p12', limitMs: 60, what: '2,048 rounds, RC2 and 3DES' },
    { path: 'openssl/iterations-600000.p12', limitMs: 2_000, what: '600,000 rounds of OpenSSL' },
    { path: 'nss/nss-default.p12', limitMs: 2_000, what: '600,000 rounds of NSS' },
    { path: 'gnutls/gnutls-aes-256.p12', limitMs: 2_000, what: '600,000 rounds of GnuTLS' },
    {
      path: 'gnutls/gnutls-3des-pkcs12.p12',
      limitMs: 2_500,
      what: '600,000 rounds in the old derivation throughout',
    },
  ])('at most $limitMs ms for $what, and never stops the event loop for long', async ({ path, limitMs }) => {
    const { cpuMs, longestTurnMs } = await best(path);
    expect(cpuMs).toBeLessThanOrEqual(limitMs);
    expect(longestTurnMs).toBeLessThanOrEqual(BLOCK_LIMIT_MS);
  });
});
