import type { LocalizedText } from '../text/localized-text.js';

export type CredentialKind = 'identity' | 'certificate' | 'private-key' | 'apns-key' | 'certificate-request';
export type ContainerFormat = 'pkcs12' | 'pem' | 'der' | 'base64';
export type PushCertificateKind = 'apns' | 'voip' | 'watchkit' | 'pass' | 'order' | 'website' | 'mdm';
export type CertificateEnvironment = 'sandbox' | 'production';

export type InspectionWarningCode =
  | 'expired'
  | 'not-yet-valid'
  | 'expires-soon'
  | 'no-private-key'
  | 'not-a-push-certificate'
  | 'weak-key'
  | 'multiple-identities'
  | 'sandbox-only'
  | 'production-only'
  | 'key-id-unknown'
  | 'unreadable-key'
  | 'request-signature-invalid'
  | 'legacy-encryption';

export interface InspectionWarning {
  readonly code: InspectionWarningCode;
  readonly message: LocalizedText;
}

/** Public facts of a key. Hex is lower case without separators. */
export interface KeyFacts {
  readonly algorithm: 'RSA' | 'EC';
  readonly bits: number;
  readonly curve: string | null;
  /** SHA-256 of the SubjectPublicKeyInfo: equal for a key and the certificate it belongs to. */
  readonly spkiSha256: string;
}

export interface CertificateTopic {
  readonly topic: string;
  /** What Apple's extension says beside the topic: `topic`, `app`, `voip`, `complication`, … */
  readonly labels: readonly string[];
}

/** Public facts of a certificate. Hex is lower case without separators, dates are ISO 8601 in UTC. */
export interface CertificateFacts {
  readonly commonName: string | null;
  readonly userId: string | null;
  readonly organization: string | null;
  /** The OU of Apple's certificates. */
  readonly teamId: string | null;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly sha256: string;
  readonly spkiSha256: string;
  readonly pushKind: PushCertificateKind | null;
  readonly topics: readonly CertificateTopic[];
  readonly environments: readonly CertificateEnvironment[];
}

/** What a file turned out to be. Holds no secret: it may be shown, logged and sent to the page. */
export interface Inspection {
  readonly kind: CredentialKind;
  readonly container: ContainerFormat;
  readonly key: KeyFacts | null;
  /** The leaf first. */
  readonly certificates: readonly CertificateFacts[];
  /** Of an APNs key: from the file name `AuthKey_<ID>.p8`, or as the user gave it. */
  readonly keyId: string | null;
  /** Of a certificate request: whom the certificate is asked for, on one line. */
  readonly subject?: string;
  readonly warnings: readonly InspectionWarning[];
  /** In words: what it can and cannot send. */
  readonly abilities: readonly LocalizedText[];
}

/** Where the other half of an identity came from, when a file held only one. */
export interface JoinedHalf {
  /** What came from elsewhere. */
  readonly half: 'certificate' | 'private-key';
  /** The other file of the same drop, or the name under which it was kept; `null` when it is nameless. */
  readonly source: string | null;
  /** It was kept here before. */
  readonly kept: boolean;
}

/** For which pushes a credential is offered first. */
export interface CredentialDefault {
  /** `sandbox`, `production`, `simulator` or the ID of a custom server. */
  readonly environment: string;
  readonly topic: string;
}

/** A credential kept in the vault, as the page and the command line may know it. */
export interface CredentialSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'identity' | 'apns-key' | 'private-key' | 'certificate';
  /** Made by the simulator for itself; cannot be removed. */
  readonly sample: boolean;
  /** Unix time in milliseconds. */
  readonly addedAtMs: number;
  readonly teamId: string | null;
  /** Absent when it is the default for nothing. */
  readonly defaultFor?: readonly CredentialDefault[];
  readonly inspection: Inspection;
}
