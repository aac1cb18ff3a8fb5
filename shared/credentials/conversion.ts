import type { NamedBytes } from './credential-files.js';
import type { ConversionFormat } from './file-form.js';

/** `pem`: certificates and key as they are there; `key`: the private key alone; `der`: one bare structure. */

/** Where a conversion starts: a file with its password, or a kept credential. */
export type ConversionSource =
  | {
      /** What belongs together: a certificate, its key, the certificates above it, in any order. */
      readonly files: readonly NamedBytes[];
      /** Of the files that have one. */
      readonly password?: string;
    }
  | { readonly credentialId: string };

export interface ConversionOrder {
  readonly to: ConversionFormat;
  /** Seals the private key in the result; absent or empty leaves it readable. */
  readonly outPassword?: string;
  /** 3DES and SHA-1 instead of AES-256 and SHA-256, for old Keychains and OpenSSL 1.0. */
  readonly legacy?: boolean;
}

/** The bytes of a new file. */
export interface ConvertedFile {
  /** A suggestion. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly holdsPrivateKey: boolean;
  /** The private key in it is sealed with a password. */
  readonly isProtected: boolean;
}

export interface PairOrder {
  readonly certificate: NamedBytes;
  /** Its key, in a file; absent, the keys that are kept here are searched. */
  readonly key?: NamedBytes;
  /** Files with certificates above it, in any order. */
  readonly chain?: readonly NamedBytes[];
  /** Of the key's file. */
  readonly password?: string;
  readonly outPassword?: string;
  readonly legacy?: boolean;
}
