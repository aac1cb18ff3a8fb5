import { useTranslation } from 'react-i18next';
import type { CredentialSummary } from '#shared/credentials/inspection';

/** The name that the user gave a credential; the sample credentials have none and are named in the current language. */
export function useCredentialName(credential: CredentialSummary): string {
  return useCredentialNames()(credential);
}

/** The same for a list. */
export function useCredentialNames(): (credential: CredentialSummary) => string {
  const { t } = useTranslation('credentials');
  return ({ sample, kind, name }) =>
    sample ? t(kind === 'apns-key' ? 'sample.key' : 'sample.certificate') : name;
}
