import { describe, expect, it } from 'vitest';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { type Fixture, FIXTURE_NOW_MS, fixtureFile, FIXTURES } from '../fixtures.js';

async function inspect(fixture: Fixture, password: string | null | undefined = fixture.password) {
  const file = fixtureFile(fixture.file);
  const contents = await readCredentialFile(file, typeof password === 'string' ? { password } : {});
  return inspectContents(contents, FIXTURE_NOW_MS);
}

const readable = FIXTURES.filter(({ error }) => error === undefined);
const refused = FIXTURES.filter(({ error }) => error !== undefined);
/** NSS and GnuTLS make every guess cost 600,000 rounds; two of theirs are enough. */
const slow = FIXTURES.filter(({ file }) => /^(?:nss|gnutls)|600000/.test(file));
const sealed = readable.filter(
  (fixture) =>
    typeof fixture.password === 'string' &&
    fixture.password !== '' &&
    (!slow.includes(fixture) || /nss-default|gnutls-aes-192/.test(fixture.file)),
);

describe('files of OpenSSL, keytool, NSS and GnuTLS', { timeout: 60_000 }, () => {
  it('come from four producers', () => {
    const producers = new Set(FIXTURES.map(({ file }) => file.split('/')[0]));
    expect([...producers].sort()).toEqual(['gnutls', 'keytool', 'nss', 'openssl']);
  });

  it.each(readable)('reads $file as $kind', async (fixture) => {
    const inspection = await inspect(fixture);
    expect(inspection.kind).toBe(fixture.kind);
    expect(inspection.container).toBe(fixture.container);
    const { key, certificates, warnings } = inspection;
    if (fixture.spkiSha256 !== undefined) expect(key?.spkiSha256).toBe(fixture.spkiSha256);
    if (fixture.leafSha256 !== undefined) expect(certificates[0]?.sha256).toBe(fixture.leafSha256);
    if (fixture.chain !== undefined) expect(certificates).toHaveLength(fixture.chain);
    const codes = warnings.map(({ code }) => code);
    if (fixture.legacy !== undefined) expect(codes.includes('legacy-encryption')).toBe(fixture.legacy);
    if (fixture.warning !== undefined) expect(codes).toContain(fixture.warning);
  });

  it.each(refused)('refuses $file with $error', async (fixture) => {
    await expect(inspect(fixture)).rejects.toMatchObject({ name: 'AppError', code: fixture.error });
  });

  it.each(sealed)('asks for the password of $file, and refuses a wrong one', async (fixture) => {
    await expect(inspect(fixture, null)).rejects.toMatchObject({ code: 'password-required' });
    await expect(inspect(fixture, 'not the password')).rejects.toMatchObject({ code: 'wrong-password' });
  });
});
