import { createPublicKey } from 'node:crypto';
import { bundleIdOf } from '#shared/apns/topic';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { PublicCredential } from '../ports/ports.js';

/** The public part of a credential, which the simulator needs in order to accept it. */
export function toPublicCredential(material: CredentialMaterial): PublicCredential {
  if (material.kind === 'identity') {
    const bundleIds = material.facts.topics.map(({ topic }) => bundleIdOf(topic));
    return { kind: 'identity', bundleIds: [...new Set(bundleIds)] };
  }
  const { keyId, teamId, keyPem } = material;
  const publicKeyPem = createPublicKey(keyPem).export({ type: 'spki', format: 'pem' }).toString();
  return { kind: 'apns-key', keyId, teamId, publicKeyPem };
}
