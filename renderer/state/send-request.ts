import type { Push } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { requireSendablePayload } from '#shared/contract/message-limits';
import type { LineTarget } from '#shared/contract/target-lines';
import { type ComposeDocument, headersOf, pushesOf } from './compose-document.js';

/**
 * From this many devices on a send is a batch: it has its own page, can be paused, and continues without this window.
 */
export const BATCH_FROM = 5;

/** The input for starting a batch, before its targets are encoded. */
export type BatchRequest = Omit<BatchInput, 'targets'> & { readonly targets: readonly LineTarget[] };
export type BatchTargets = BatchInput['targets'];
type BatchInput = Parameters<Client['batches']['start']>[0];

/** What Send will do. */
export type SendRequest =
  | { readonly kind: 'pushes'; readonly pushes: readonly Push[] }
  | { readonly kind: 'batch'; readonly order: BatchRequest };

/**
 * Turns the document into what is sent now.
 *
 * @throws AppError `missing-variable`, `bad-template`, `bad-payload`; for a batch the core raises the same errors.
 */
export function sendRequestOf(
  document: ComposeDocument,
  inputs: { readonly nowMs: number; readonly uuid: () => string },
): SendRequest {
  requireSendablePayload(document.payload);
  if (document.targets.length < BATCH_FROM) return { kind: 'pushes', pushes: pushesOf(document, inputs) };
  const { environment, credentialId, payload } = document;
  const { custom, ...headers } = headersOf(document, inputs.nowMs);
  return {
    kind: 'batch',
    order: {
      push: {
        environment,
        credentialId,
        headers: { ...headers, ...(custom === undefined ? {} : { custom: [...custom] }) },
        payload,
      },
      targets: document.targets.map(({ token, name }) => ({ token, ...(name === null ? {} : { name }) })),
      variables: { ...document.variables },
    },
  };
}
