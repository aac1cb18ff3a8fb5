import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
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

/**
 * Time that this thread has worked, in milliseconds. Linux tells it for one thread; elsewhere the clock must
 * do, which also counts what other processes took.
 */
const worked = threadTime();

function threadTime(): () => number {
  const path = `/proc/self/task/${process.pid}/schedstat`;
  const read = (): number => Number(readFileSync(path, 'latin1').split(' ')[0]) / 1e6;
  try {
    if (isMainThread && read() > 0) return read;
  } catch {
    // Not Linux, or without scheduler statistics.
  }
  return () => performance.now();
}

/** Reads a file while watching how long the event loop stands still. */
async function measure(path: string): Promise<Cost> {
  const file = fixtureFile(path);
  let watching = true;
  let longestTurnMs = 0;
  const watch = async (): Promise<void> => {
    for (let last = worked(); watching;) {
      await setImmediate();
      const now = worked();
      longestTurnMs = Math.max(longestTurnMs, now - last);
      last = now;
    }
  };
  const before = process.cpuUsage();
  await readCredentialFile(file, { password: 'secret' });
  const { user, system } = process.cpuUsage(before);
  const watcher = watch();
  await readCredentialFile(file, { password: 'secret' });
  watching = false;
  await watcher;
  return { cpuMs: (user + system) / 1000, longestTurnMs };
}

/** The best of the tries until one is within the limit: other work can only make a try slower. */
async function best(path: string, limitMs: number): Promise<Cost> {
  const costs: Cost[] = [];
  while (costs.length < TRIES) {
    const cost = await measure(path);
    costs.push(cost);
    if (cost.cpuMs <= limitMs && cost.longestTurnMs <= BLOCK_LIMIT_MS) break;
  }
  return {
    cpuMs: Math.min(...costs.map(({ cpuMs }) => cpuMs)),
    longestTurnMs: Math.min(...costs.map(({ longestTurnMs }) => longestTurnMs)),
  };
}

describe('reading takes', { timeout: 120_000 }, () => {
  it.each([
    { path: 'openssl/default.p12', limitMs: 60, what: '2,048 rounds, AES' },
    { path: 'openssl/legacy.p12', limitMs: 60, what: '2,048 rounds, RC2 and 3DES' },
    { path: 'nss/nss-default.p12', limitMs: 2_000, what: '600,000 rounds of NSS' },
    { path: 'gnutls/gnutls-3des-pkcs12.p12', limitMs: 2_500, what: '600,000 rounds in the old derivation' },
  ])('at most $limitMs ms for $what, and never stops the event loop for long', async ({ path, limitMs }) => {
    const { cpuMs, longestTurnMs } = await best(path, limitMs);
    expect(cpuMs).toBeLessThanOrEqual(limitMs);
    expect(longestTurnMs).toBeLessThanOrEqual(BLOCK_LIMIT_MS);
  });
});
