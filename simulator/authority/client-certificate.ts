import { readBer } from '#core/credentials/asn1/ber-reader';
import { readCertificate } from '#core/credentials/reading/certificate';
import type { ClientCertificateFacts } from '#shared/simulator/request-facts';

/** The facts about a client certificate that matter to a push service. */
export interface ClientCertificate {
  readonly facts: ClientCertificateFacts;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/**
 * Reads what a client certificate allows from its extensions. Its issuer does not matter, so that a developer's
 * real certificate works with the simulator.
 *
 * @param der - The certificate from the handshake.
 * @returns `null` if it cannot be read.
 */
export function readClientCertificate(der: Buffer): ClientCertificate | null {
  try {
    const { facts, notBeforeMs, notAfterMs } = readCertificate(readBer(der));
    return {
      facts: {
        commonName: facts.commonName ?? '',
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
