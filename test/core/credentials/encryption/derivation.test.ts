import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt } from '#core/credentials/encryption/ciphers';
import { DerivationBudget, MAX_ROUNDS } from '#core/credentials/encryption/derivation-budget';
import { hashRounds } from '#core/credentials/encryption/hash-rounds';
import { passwordCandidates } from '#core/credentials/encryption/password-forms';
import { derivePkcs12, PURPOSE } from '#core/credentials/encryption/pkcs12-kdf';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const bmp = (password: string): Buffer => passwordCandidates(password)[0]?.bmp ?? Buffer.alloc(0);

describe('hashRounds', () => {
  it.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'md5'])(
    'agrees with node:crypto on %s',
    (digest) => {
      const start = createHash(digest).update(randomBytes(40)).digest();
      let expected = start;
      for (let round = 0; round < 1_000; round++) expected = createHash(digest).update(expected).digest();
      const hashing = hashRounds(digest, start);
      hashing.run(1);
      hashing.run(999);
      expect(hashing.value().toString('hex')).toBe(expected.toString('hex'));
    },
  );
});

describe('derivePkcs12', () => {
  // Published with the first implementations of PKCS#12, and found in most libraries since.
  it.each([
    {
      password: 'smeg',
      salt: '0a58cf64530d823f',
      rounds: 1,
      purpose: PURPOSE.key,
      result: '8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3',
    },
    {
      password: 'smeg',
      salt: '0a58cf64530d823f',
      rounds: 1,
      purpose: PURPOSE.iv,
      result: '79993dfe048d3b76',
    },
    {
      password: 'smeg',
      salt: '3d83c0e4546ac140',
      rounds: 1,
      purpose: PURPOSE.mac,
      result: '8d967d88f6caa9d714800ab3d48051d63f73a312',
    },
    {
      password: 'queeg',
      salt: '05dec959acff72f7',
      rounds: 1000,
      purpose: PURPOSE.key,
      result: 'ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4',
    },
  ])('gives the known result for "$password", $rounds rounds, purpose $purpose', async (vector) => {
    const { password, salt, rounds, purpose, result } = vector;
    const length = result.length / 2;
    const derived = await derivePkcs12(
      'sha1',
      bmp(password),
      hex(salt),
      rounds,
      purpose,
      length,
      new DerivationBudget(),
    );
    expect(derived.toString('hex')).toBe(result);
  });

  it('ends within milliseconds of being cancelled', async () => {
    const cancelling = new AbortController();
    const running = derivePkcs12(
      'sha256',
      bmp('x'),
      hex('00'),
      MAX_ROUNDS,
      PURPOSE.mac,
      32,
      new DerivationBudget(cancelling.signal),
    );
    setTimeout(() => cancelling.abort(), 5);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('lets other work run while it derives', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await derivePkcs12('sha256', bmp('x'), hex('00'), 200_000, PURPOSE.mac, 32, new DerivationBudget());
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('refuses a hundred million rounds at once', async () => {
    const asked = derivePkcs12(
      'sha1',
      bmp('x'),
      hex('00'),
      100_000_000,
      PURPOSE.mac,
      20,
      new DerivationBudget(),
    );
    await expect(asked).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('refuses many parts that are each just below the limit', async () => {
    const budget = new DerivationBudget();
    expect(() => {
      for (let part = 0; part < 10; part++) budget.spend(MAX_ROUNDS);
    }).toThrow(expect.objectContaining({ code: 'unsupported-format' }));
  });
});

describe('passwordCandidates', () => {
  it('tells no password from an empty one, and tries the other second', () => {
    expect(passwordCandidates(undefined).map(({ bmp: form }) => form.length)).toEqual([0, 2]);
    expect(passwordCandidates('').map(({ bmp: form }) => form.length)).toEqual([2, 0]);
  });

  it('takes a password as typed, spaces included, and once when it is plain ASCII', () => {
    const [only, second] = passwordCandidates(' a ');
    expect(only?.bmp.toString('hex')).toBe('0020006100200000');
    expect(second).toBeUndefined();
  });

  it('tries both ways to compose an accent', () => {
    const forms = passwordCandidates('e\u0301').map(({ bmp: form }) => form.toString('hex'));
    expect(forms).toContain('00e90000');
    expect(forms).toContain('006503010000');
  });
});

describe('decrypt', () => {
  it.each([
    { cipher: 'aes-256', node: 'aes-256-cbc', key: 32, iv: 16 },
    { cipher: 'aes-128', node: 'aes-128-cbc', key: 16, iv: 16 },
    { cipher: '3des', node: 'des-ede3-cbc', key: 24, iv: 8 },
  ] as const)('opens $cipher and refuses a wrong key', async ({ cipher, node, key: keySize, iv: ivSize }) => {
    const key = randomBytes(keySize);
    const iv = randomBytes(ivSize);
    const sealing = createCipheriv(node, key, iv);
    const plain = randomBytes(1000);
    const sealed = Buffer.concat([sealing.update(plain), sealing.final()]);
    expect((await decrypt(cipher, key, iv, sealed))?.equals(plain)).toBe(true);
    const other = await decrypt(cipher, randomBytes(keySize), iv, sealed);
    expect(other?.equals(plain) ?? false).toBe(false);
  });

  // RFC 6229 and RFC 2268 give keys with their streams and blocks.
  it('opens RC4 with 40 and 128 bits', async () => {
    const zeros = Buffer.alloc(16);
    const stream40 = await decrypt('rc4', hex('0102030405'), Buffer.alloc(0), zeros);
    expect(stream40?.toString('hex')).toBe('b2396305f03dc027ccc3524a0a1118a8');
    const stream128 = await decrypt('rc4', hex('0102030405060708090a0b0c0d0e0f10'), Buffer.alloc(0), zeros);
    expect(stream128?.toString('hex')).toBe('9ac7cc9a609d1ef7b2932899cde41b97');
  });

  it('refuses a length that no block cipher gives', async () => {
    expect(await decrypt('aes-256', Buffer.alloc(32), Buffer.alloc(16), Buffer.alloc(17))).toBeUndefined();
    expect(await decrypt('rc2', Buffer.alloc(5), Buffer.alloc(8), Buffer.alloc(0))).toBeUndefined();
  });
});
