import { createPublicKey } from 'node:crypto';
import { bundleIdOf } from '#shared/apns/topic';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { OwnCredential } from '../ports/ports.js';

/** What the simulator may know of a credential in order to accept it: nothing that is secret. */
export function toPublicCredential(material: CredentialMaterial): OwnCredential {
  if (material.kind === 'identity') {
    const bundleIds = material.facts.topics.map(({ topic }) => bundleIdOf(topic));
    return { kind: 'identity', bundleIds: [...new Set(bundleIds)] };
  }
  const { keyId, teamId, keyPem } = material;
  const publicKeyPem = createPublicKey(keyPem).export({ type: 'spki', format: 'pem' }).toString();
  return { kind: 'apns-key', keyId, teamId, publicKeyPem };
}
