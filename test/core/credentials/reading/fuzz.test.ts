import { describe, expect, it } from 'vitest';
import { BerError } from '#core/credentials/asn1/ber-reader';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { UnknownAlgorithmError } from '#core/credentials/encryption/encryption-scheme';
import { UnsupportedKeyError } from '#core/credentials/reading/private-key';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { AppError } from '#shared/errors';
import { type Fixture, FIXTURE_NOW_MS, fixtureFile, FIXTURES, part, partDer } from '../fixtures.js';
import { certBag, friendlyName, keyBag, pfxOfBags, pfxWithPbmac1, toIndefinite } from '../pkcs12-builder.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const MUTATIONS = Number(process.env['FUZZ_COUNT'] ?? 20_000);
/** One mutated file may ask for as many rounds as the reader allows, which is not what is measured here. */
const SLOWEST_MS = 15_000;

/** A small, fast generator with a seed, so that a failure can be run again (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Mutation = (bytes: Buffer, random: (below: number) => number, other: Buffer) => Buffer;

const LENGTH_BOMBS = ['80', '81ff', '82ffff', '847fffffff', '84ffffffff', '88ffffffffffffffff', '00'].map(
  (text) => Buffer.from(text, 'hex'),
);

const at = <Item>(items: readonly Item[], random: (below: number) => number): Item => {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
};

const MUTATIONS_BY_KIND: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const copy = Buffer.from(bytes);
    const index = random(copy.length);
    copy[index] = (copy[index] ?? 0) ^ (1 << random(8));
    return copy;
  },
  function flipManyBytes(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let count = 1 + random(8); count > 0; count--) copy[random(copy.length)] = random(256);
    return copy;
  },
  function mutateTheStart(bytes, random) {
    const copy = Buffer.from(bytes);
    copy[random(Math.min(80, copy.length))] = random(256);
    return copy;
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, random(bytes.length));
  },
  function removeRange(bytes, random) {
    const start = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random(40))]);
  },
  function repeatRange(bytes, random) {
    const start = random(bytes.length);
    const end = start + 1 + random(60);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  function insertNoise(bytes, random) {
    const start = random(bytes.length);
    const noise = Buffer.from(Array.from({ length: 1 + random(20) }, () => random(256)));
    return Buffer.concat([bytes.subarray(0, start), noise, bytes.subarray(start)]);
  },
  function plantLengthBomb(bytes, random) {
    const copy = Buffer.from(bytes);
    at(LENGTH_BOMBS, random).copy(copy, random(copy.length));
    return copy;
  },
  function graft(bytes, random, other) {
    const from = random(other.length);
    return Buffer.concat([bytes.subarray(0, random(bytes.length)), other.subarray(from)]);
  },
];

/** Nothing with many rounds; what needs no password comes first, for its inside is reached most often. */
function corpus(): { readonly open: readonly Buffer[]; readonly sealed: readonly Buffer[] } {
  const bags = [
    certBag(partDer('universal.pem'), [friendlyName('推送')]),
    keyBag(partDer('universal.key.pem')),
  ];
  const text = part('universal.key.pem') + part('universal.pem') + part('wwdr.pem');
  const cheap = FIXTURES.filter(({ file }) => !/^(?:nss|gnutls)|600000|scrypt|java(?!\.j)/.test(file));
  const bytesOf = ({ file }: Fixture): Buffer => Buffer.from(fixtureFile(file).bytes);
  return {
    open: [
      pfxOfBags(...bags),
      toIndefinite(pfxOfBags(...bags)),
      Buffer.from(text),
      ...cheap.filter(({ password }) => typeof password !== 'string').map(bytesOf),
    ],
    sealed: [
      pfxWithPbmac1('secret', 'sha256', ...bags),
      ...cheap.filter(({ password }) => typeof password === 'string').map(bytesOf),
    ],
  };
}

/** Everything that a damaged file may honestly be refused for. */
function isExpected(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || thrown.code === 'internal') return false;
  const { cause } = thrown;
  return (
    cause === undefined ||
    cause instanceof BerError ||
    cause instanceof UnknownAlgorithmError ||
    cause instanceof UnsupportedKeyError ||
    cause instanceof AppError ||
    (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_'))
  );
}

describe('mutated files', () => {
  it(
    `end in an answer or a clear refusal, ${MUTATIONS} times (FUZZ_SEED=${SEED})`,
    { timeout: 600_000 },
    async () => {
      const random = generator(SEED);
      const files = corpus();
      let read = 0;
      let slowest = 0;
      for (let number = 0; number < MUTATIONS; number++) {
        const original = at(random(5) === 0 ? files.sealed : files.open, random);
        let bytes = at(MUTATIONS_BY_KIND, random)(original, random, at(files.open, random));
        if (random(4) === 0 && bytes.length > 0) {
          bytes = at(MUTATIONS_BY_KIND, random)(bytes, random, at(files.open, random));
        }
        const start = performance.now();
        try {
          const contents = await readCredentialFile(
            { name: 'x', bytes },
            random(3) === 0 ? {} : { password: 'secret' },
          );
          inspectContents(contents, FIXTURE_NOW_MS);
          read++;
        } catch (thrown) {
          if (!isExpected(thrown)) {
            throw new Error(`mutation ${number} of FUZZ_SEED=${SEED}: ${bytes.toString('base64')}`, {
              cause: thrown,
            });
          }
        }
        slowest = Math.max(slowest, performance.now() - start);
      }
      expect(slowest).toBeLessThan(SLOWEST_MS);
      // Mutations that break nothing must still read, or the run would test the first check only.
      expect(read).toBeGreaterThan(MUTATIONS / 50);
    },
  );

  it('never show a stack trace or a path to a person', async () => {
    const random = generator(SEED + 1);
    const files = corpus();
    for (let number = 0; number < 500; number++) {
      const bytes = at(MUTATIONS_BY_KIND, random)(at(files.sealed, random), random, at(files.open, random));
      const error: unknown = await readCredentialFile({ name: 'x', bytes }, { password: 'secret' }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof AppError)) continue;
      const words = JSON.stringify(error.toMessage());
      expect(words).not.toMatch(/\bat \S+:\d+|node_modules|\.ts\b|Error:/);
      expect(words).not.toContain('secret');
    }
  });
});
