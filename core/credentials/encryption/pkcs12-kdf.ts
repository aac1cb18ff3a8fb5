import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { DerivationBudget } from './derivation-budget.js';
import { hashRounds } from './hash-rounds.js';

/** The purpose of the derived octets (RFC 7292 §B.3). */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;

/** Rounds before yielding to the event loop: a few milliseconds on a slow machine. */
const ROUNDS_PER_SLICE = 4_000;

const BLOCK_SIZE: Readonly<Record<string, number>> = { sha384: 128, sha512: 128 };
const DEFAULT_BLOCK_SIZE = 64;

/**
 * The key derivation of PKCS#12 (RFC 7292 appendix B). Node's crypto does not provide it, so it runs here, in
 * slices that do not block the event loop.
 *
 * @param digest - A name of node:crypto.
 * @param password - UTF-16 with its terminating zeros, or empty.
 * @param length - Length of the result. Unit: bytes.
 */
export async function derivePkcs12(
  digest: string,
  password: Buffer,
  salt: Buffer,
  rounds: number,
  purpose: (typeof PURPOSE)[keyof typeof PURPOSE],
  length: number,
  budget: DerivationBudget,
): Promise<Buffer> {
  const blockSize = BLOCK_SIZE[digest] ?? DEFAULT_BLOCK_SIZE;
  const diversifier = Buffer.alloc(blockSize, purpose);
  const input = Buffer.concat([fill(salt, blockSize), fill(password, blockSize)]);
  const output: Buffer[] = [];
  for (let have = 0; have < length;) {
    budget.spend(rounds);
    const block = await derivedBlock(digest, Buffer.concat([diversifier, input]), rounds, budget);
    output.push(block);
    have += block.length;
    addToEachBlock(input, fill(block, blockSize).subarray(0, blockSize));
  }
  return Buffer.concat(output).subarray(0, length);
}

async function derivedBlock(
  digest: string,
  start: Buffer,
  rounds: number,
  budget: DerivationBudget,
): Promise<Buffer> {
  const hashing = hashRounds(digest, hash(digest, start, 'buffer'));
  for (let left = rounds - 1; left > 0; left -= ROUNDS_PER_SLICE) {
    hashing.run(Math.min(left, ROUNDS_PER_SLICE));
    await setImmediate();
    budget.checkCancelled();
  }
  return hashing.value();
}

/** Repeats octets up to a whole number of blocks; empty stays empty. */
function fill(octets: Buffer, blockSize: number): Buffer {
  if (octets.length === 0) return Buffer.alloc(0);
  return Buffer.alloc(Math.ceil(octets.length / blockSize) * blockSize, octets);
}

/** Treats each block of `target` as a number and adds `addend + 1` to it, modulo its size. */
function addToEachBlock(target: Buffer, addend: Buffer): void {
  for (let at = 0; at < target.length; at += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index--) {
      const sum = (target[at + index] ?? 0) + (addend[index] ?? 0) + carry;
      target[at + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
