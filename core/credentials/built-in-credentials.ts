import type { SimulatorPort } from '../ports/ports.js';

/** A credential that is built in. It works with the embedded simulator only and is never stored. */
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

/** Stored credentials never have such IDs; theirs are UUIDs. */
export const SAMPLE_ID_PREFIX = 'sample-';
export const SAMPLE_KEY_ID = 'sample-key';
const SAMPLE_IDENTITY_ID = 'sample-identity';

/** A built-in credential that is generated on first use. */
export interface BuiltIn {
  readonly id: string;
  readonly open: () => Promise<BuiltInCredential>;
}

/** The sample credentials of the embedded simulator. */
export function simulatorCredentials(
  simulator: Pick<SimulatorPort, 'sampleKey' | 'sampleIdentity'>,
): readonly BuiltIn[] {
  return [
    {
      id: SAMPLE_KEY_ID,
      async open() {
        const { keyPem, keyId, teamId } = await simulator.sampleKey();
        return { kind: 'apns-key', id: SAMPLE_KEY_ID, name: 'Sample APNs key', keyPem, keyId, teamId };
      },
    },
    {
      id: SAMPLE_IDENTITY_ID,
      async open() {
        const { certificatePem, keyPem } = await simulator.sampleIdentity();
        return {
          kind: 'identity',
          id: SAMPLE_IDENTITY_ID,
          name: 'Sample push certificate',
          certificateChainPem: certificatePem,
          keyPem,
        };
      },
    },
  ];
}
