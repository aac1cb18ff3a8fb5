import {
  authorityExtensions,
  serverExtensions,
  signCertificate,
  type SignedKey,
} from '#simulator/authority/certificate';

/** An authority and certificates of its own, made when a test file asks for them. */
export interface TestAuthority {
  readonly caPem: string;
  readonly server: SignedKey;
  /** A client certificate; `expired` ended a day ago. */
  client(expired?: boolean): Promise<SignedKey>;
}

const DAY_MS = 86_400_000;

export async function makeTestAuthority(): Promise<TestAuthority> {
  const nowMs = Date.now();
  let serial = 1;
  const facts = (commonName: string, extensions: readonly object[], endsInDays = 30) => ({
    subject: [{ name: 'commonName', value: commonName }],
    notBeforeMs: nowMs - 10 * DAY_MS,
    notAfterMs: nowMs + endsInDays * DAY_MS,
    serialNumber: `0${(serial += 1).toString(16)}`,
    extensions,
  });
  const ca = await signCertificate(facts('Test CA', authorityExtensions()), null);
  const server = await signCertificate(facts('localhost', serverExtensions()), ca);
  return {
    caPem: ca.certificatePem,
    server,
    client: (expired = false) =>
      signCertificate(
        facts(
          'Test client',
          [
            { name: 'keyUsage', digitalSignature: true, critical: true },
            { name: 'extKeyUsage', clientAuth: true },
          ],
          expired ? -1 : 30,
        ),
        ca,
      ),
  };
}
