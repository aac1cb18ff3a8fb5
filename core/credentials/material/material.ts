import type { CertificateFacts } from '#shared/credentials/inspection';

/** Key material in the clear, handed out only inside `core` and never logged. PEM, unencrypted. */
export type CredentialMaterial =
  | {
      readonly kind: 'identity';
      readonly id: string;
      readonly name: string;
      /** The leaf first, then its chain where the file had one. */
      readonly certificateChainPem: string;
      readonly keyPem: string;
      /** SHA-256 of the leaf, hex: names the connection pool's entry. */
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
