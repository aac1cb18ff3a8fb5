import type { ErrorMessage } from '../errors.js';
import type { Inspection, JoinedHalf } from './inspection.js';

/** A file as a person dropped it: its name is a hint at most, its bytes decide. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface AddCredentialRequest {
  readonly files: readonly NamedBytes[];
  /** Absent and empty differ: an absent one asks for `password-required` where one is needed. */
  readonly password?: string;
  readonly keyId?: string;
  readonly teamId?: string;
  readonly name?: string;
}

/** What became of each dropped file. A file that needs something names it in its error. */
export interface AddedFile {
  readonly fileName: string;
  readonly inspection: Inspection | null;
  /** The credential it became part of; `null` when it is not complete or could not be read. */
  readonly credentialId: string | null;
  /** True when this very credential was kept already; nothing was added then. */
  readonly duplicate?: boolean;
  /** Set where the file held one half of the credential: where the other half came from. */
  readonly joined?: JoinedHalf;
  readonly error: ErrorMessage | null;
}
