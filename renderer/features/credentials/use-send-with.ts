import { useCallback } from 'react';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { useCompose } from '../../state/compose-context.js';
import { goTo } from '../../window/navigation.js';

/** Takes a credential into Compose, with its topic where it names the bundle ID, and goes there. */
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

/** The bundle ID a certificate was made for; an APNs key fits every app of its team and names none. */
export function mainTopicOf(credential: CredentialSummary): string | null {
  const leaf = credential.inspection.certificates[0];
  return leaf?.userId ?? leaf?.topics[0]?.topic ?? null;
}
