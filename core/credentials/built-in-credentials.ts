import type { SimulatorPort } from '../ports/ports.js';

/** A credential that the app brings with it. It is good for the embedded simulator only and is never stored. */
export type BuiltInCredential =
  | {
      readonly kind: 'identity';
      readonly id: string;
      readonly name: string;
      /** The leaf first. */
      readonly certificateChainPem: string;
      readonly keyPem: string;
    }
  | {
      readonly kind: 'apns-key';
      readonly id: string;
      readonly name: string;
      readonly keyPem: string;
      readonly keyId: string;
      readonly teamId: string;
    };

/** No kept credential has such an ID: theirs are UUIDs. */
export const SAMPLE_ID_PREFIX = 'sample-';
export const SAMPLE_KEY_ID = 'sample-key';
export const SAMPLE_IDENTITY_ID = 'sample-identity';

/** What the embedded simulator made for itself, as credentials. */
export function simulatorCredentials(simulator: SimulatorPort): () => Promise<readonly BuiltInCredential[]> {
  return async () => {
    const { apnsKey, identity } = await simulator.samples();
    return [
      {
        kind: 'apns-key',
        id: SAMPLE_KEY_ID,
        name: 'Sample APNs key',
        keyPem: apnsKey.keyPem,
        keyId: apnsKey.keyId,
        teamId: apnsKey.teamId,
      },
      {
        kind: 'identity',
        id: SAMPLE_IDENTITY_ID,
        name: 'Sample push certificate',
        certificateChainPem: identity.certificatePem,
        keyPem: identity.keyPem,
      },
    ];
  };
}
