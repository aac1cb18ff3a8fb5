/** The subject of a certificate request, and the key to make for it. */
export interface CertificateRequestOrder {
  readonly email: string;
  readonly commonName: string;
  /** ISO 3166 alpha-2, for example `CN`. */
  readonly country?: string;
  /** Apple signs all three; the first is what Keychain Access makes. */
  readonly keyType?: 'rsa-2048' | 'rsa-4096' | 'p-256';
}

/** A request to upload to Apple. Its key stays in the vault and waits for the certificate. */
export interface MadeCertificateRequest {
  readonly credentialId: string;
  readonly fileName: string;
  readonly pem: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly spkiSha256: string;
}
