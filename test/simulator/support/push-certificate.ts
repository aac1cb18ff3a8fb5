import { systemRandomness } from '#core/ports/system-ports';
import { signCertificate, type SignedKey } from '#simulator/authority/certificate';
import {
  type Extension,
  type PushCertificateFacts,
  pushExtensions,
  pushSubject,
} from '#simulator/authority/extensions';
import type { SampleCredentials } from '#simulator/authority/sample-credentials';

const DAY_MS = 86_400_000;

/** A client certificate of the wanted kind, signed by itself: the simulator does not ask by whom. */
export function makePushCertificate(
  facts: PushCertificateFacts & {
    readonly bundleId?: string;
    readonly commonName?: string;
    /** Days from now. */
    readonly validUntil?: number;
    readonly extensions?: readonly Extension[];
  },
): Promise<SignedKey> {
  const { bundleId = 'com.example.pushdeck', commonName, validUntil = 30 } = facts;
  return signCertificate(
    {
      keyType: 'p-256',
      subject: pushSubject(bundleId, 'PUSHDECK00', commonName),
      notBeforeMs: Date.now() - 60 * DAY_MS,
      notAfterMs: Date.now() + validUntil * DAY_MS,
      serialNumber: `4${systemRandomness.bytes(8).toString('hex')}`,
      extensions: facts.extensions ?? pushExtensions(facts),
    },
    null,
  );
}

export type { SampleCredentials };
