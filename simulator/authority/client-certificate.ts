import { readBer } from '#core/credentials/asn1/ber-reader';
import { readCertificate } from '#core/credentials/reading/certificate';
import type { ClientCertificateFacts } from '#shared/simulator/request-facts';

/** A client certificate as far as it matters to a push service. */
export interface ClientCertificate {
  readonly facts: ClientCertificateFacts;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/**
 * Reads what a client certificate allows from its extensions. Who signed it does not matter here: a
 * developer's real certificate works against the simulator as the sample one does.
 *
 * @param der - The certificate as it came in the handshake.
 * @returns `null` when it cannot be read.
 */
export function readClientCertificate(der: Buffer): ClientCertificate | null {
  try {
    const { facts, notBeforeMs, notAfterMs } = readCertificate(readBer(der));
    return {
      facts: {
        commonName: facts.commonName,
        teamId: facts.teamId,
        isPushCertificate: facts.pushKind !== null,
        environments: facts.environments,
        topics: facts.topics.map(({ topic }) => topic),
      },
      notBeforeMs,
      notAfterMs,
    };
  } catch {
    return null;
  }
}
