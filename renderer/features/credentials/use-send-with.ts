import { useCallback } from 'react';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { useCompose } from '../../state/compose-context.js';
import { goTo } from '../../window/navigation.js';

/** Selects a credential in Compose, with its topic where it has a bundle ID, and opens Compose. */
export function useSendWith(): (credential: CredentialSummary) => void {
  const { update } = useCompose();
  return useCallback(
    (credential) => {
      const topic = mainTopicOf(credential);
      update({ credentialId: credential.id, ...(topic !== null && { topic }) });
      goTo('compose');
    },
    [update],
  );
}

/** The bundle ID of a certificate; an APNs key works for every app of its team and has none. */
function mainTopicOf(credential: CredentialSummary): string | null {
  const leaf = credential.inspection.certificates[0];
  return leaf?.userId ?? leaf?.topics[0]?.topic ?? null;
}
