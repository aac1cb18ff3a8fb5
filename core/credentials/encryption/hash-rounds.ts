import { hash } from 'node:crypto';

/**
 * Hashes a digest repeatedly, as the PKCS#12 key derivation requires. A call into node:crypto costs more than the
 * hashing itself, so the two digests that are used in practice are implemented here; a test compares them with
 * node:crypto.
 */
export interface HashRounds {
  /** Replaces the value with its own digest the given number of times. */
  run(rounds: number): void;
  value(): Buffer;
}

/** @param start - A digest of the same function. */
export function hashRounds(digest: string, start: Buffer): HashRounds {
  switch (digest) {
    case 'sha1':
      return wordRounds(start, sha1Rounds);
    case 'sha256':
      return wordRounds(start, sha256Rounds);
    default:
      return nativeRounds(digest, start);
  }
}

function nativeRounds(digest: string, start: Buffer): HashRounds {
  let value = start;
  return {
    run(rounds) {
      for (let round = 0; round < rounds; round++) value = hash(digest, value, 'buffer');
    },
    value: () => value,
  };
}

function wordRounds(start: Buffer, run: (state: Int32Array, rounds: number) => void): HashRounds {
  const state = Int32Array.from({ length: start.length / 4 }, (_, index) => start.readInt32BE(index * 4));
  return {
    run: (rounds) => run(state, rounds),
    value() {
      const bytes = Buffer.alloc(start.length);
      state.forEach((word, index) => bytes.writeInt32BE(word, index * 4));
      return bytes;
    },
  };
}

/** The message is one block: the value, a one bit, zeros, and the length in bits. */
function padBlock(words: Int32Array, valueWords: number): void {
  words.fill(0, valueWords, 16);
  words[valueWords] = 0x80000000 | 0;
  words[15] = valueWords * 32;
}

/** SHA-1 (FIPS 180-4 §6.1) of its own 20 octets. */
function sha1Rounds(state: Int32Array, rounds: number): void {
  const w = new Int32Array(80);
  padBlock(w, 5);
  for (let round = 0; round < rounds; round++) {
    w.set(state);
    for (let i = 16; i < 80; i++) {
      const x = (w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0);
      w[i] = (x << 1) | (x >>> 31);
    }
    let a = 0x67452301;
    let b = 0xefcdab89 | 0;
    let c = 0x98badcfe | 0;
    let d = 0x10325476;
    let e = 0xc3d2e1f0 | 0;
    for (let i = 0; i < 80; i++) {
      let mix: number;
      if (i < 20) mix = ((b & c) | (~b & d)) + 0x5a827999;
      else if (i < 40) mix = (b ^ c ^ d) + 0x6ed9eba1;
      else if (i < 60) mix = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      else mix = (b ^ c ^ d) + 0xca62c1d6;
      const next = (((a << 5) | (a >>> 27)) + mix + e + (w[i] ?? 0)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    state[0] = a + 0x67452301;
    state[1] = b + 0xefcdab89;
    state[2] = c + 0x98badcfe;
    state[3] = d + 0x10325476;
    state[4] = e + 0xc3d2e1f0;
  }
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = Int32Array.from(firstPrimes(64), (prime) => fractionBits(Math.cbrt(prime)));

/** SHA-256 (FIPS 180-4 §6.2) of its own 32 octets. */
function sha256Rounds(state: Int32Array, rounds: number): void {
  const w = new Int32Array(64);
  padBlock(w, 8);
  for (let round = 0; round < rounds; round++) {
    w.set(state);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15] ?? 0;
      const y = w[i - 2] ?? 0;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1;
    }
    let a = 0x6a09e667;
    let b = 0xbb67ae85 | 0;
    let c = 0x3c6ef372;
    let d = 0xa54ff53a | 0;
    let e = 0x510e527f;
    let f = 0x9b05688c | 0;
    let g = 0x1f83d9ab;
    let h = 0x5be0cd19;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] = a + 0x6a09e667;
    state[1] = b + 0xbb67ae85;
    state[2] = c + 0x3c6ef372;
    state[3] = d + 0xa54ff53a;
    state[4] = e + 0x510e527f;
    state[5] = f + 0x9b05688c;
    state[6] = g + 0x1f83d9ab;
    state[7] = h + 0x5be0cd19;
  }
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** The first 32 bits of the fractional part. */
function fractionBits(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}
