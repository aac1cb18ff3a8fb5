import { type } from '@orpc/contract';
import { z } from 'zod';
import type { CredentialSummary, Inspection } from '../credentials/inspection.js';
import type { ErrorMessage } from '../errors.js';
import { procedure } from './errors.js';

/** Larger than any credential file; what is larger was dropped by mistake. Unit: bytes. */
const FILE_LIMIT_BYTES = 16 * 1024 * 1024;

const file = z.object({
  name: z.string().max(1024),
  content: z.instanceof(Blob).refine((blob) => blob.size <= FILE_LIMIT_BYTES, 'larger than 16 MiB'),
});

/** What became of one dropped file, for its diagnosis card. */
export interface AddedFileCard {
  readonly fileName: string;
  readonly inspection: Inspection | null;
  readonly credentialId: string | null;
  readonly error: ErrorMessage | null;
}

const id = z.object({ id: z.string().max(200) });

export const credentials = {
  list: procedure.output(
    type<{
      readonly credentials: readonly CredentialSummary[];
      readonly protection: 'system-keyring' | 'passphrase' | 'key-file';
    }>(),
  ),
  /** Dropped bytes go inwards once; the page never gets a secret back. */
  add: procedure
    .input(
      z.object({
        files: z.array(file).min(1).max(50),
        password: z.string().max(1024).optional(),
        keyId: z.string().max(64).optional(),
        teamId: z.string().max(64).optional(),
        name: z.string().max(200).optional(),
      }),
    )
    .output(type<readonly AddedFileCard[]>()),
  rename: procedure.input(id.extend({ name: z.string().trim().min(1).max(200) })).output(type<void>()),
  remove: procedure.input(id).output(type<void>()),
  restore: procedure.input(id).output(type<void>()),
};
