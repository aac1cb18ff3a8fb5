import { OID } from '#core/credentials/asn1/oids';
import { signCertificate, type SignedKey } from '#simulator/authority/certificate';
import {
  authorityExtensions,
  clientExtensions,
  type Extension,
  serverExtensions,
} from '#simulator/authority/extensions';

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
  const facts = (commonName: string, extensions: readonly Extension[], endsInDays = 30) => ({
    keyType: 'p-256' as const,
    subject: [{ type: OID.commonName, value: commonName }],
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
      signCertificate(facts('Test client', clientExtensions(), expired ? -1 : 30), ca),
  };
}
