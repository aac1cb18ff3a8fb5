import type { CertificateFacts } from '#shared/credentials/inspection';

/** Unencrypted key material as PEM. Never leaves `core` and is never logged. */
export type CredentialMaterial =
  | {
      readonly kind: 'identity';
      readonly id: string;
      readonly name: string;
      /** The leaf first, then its chain, if any. */
      readonly certificateChainPem: string;
      readonly keyPem: string;
      /** SHA-256 of the leaf, hex; part of the key of a connection pool. */
      readonly fingerprint: string;
      readonly facts: CertificateFacts;
    }
  | {
      readonly kind: 'apns-key';
      readonly id: string;
      readonly name: string;
      readonly keyPem: string;
      readonly keyId: string;
      readonly teamId: string;
    };
