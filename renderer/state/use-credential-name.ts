import { useTranslation } from 'react-i18next';
import type { CredentialSummary } from '#shared/credentials/inspection';

/** The name of a credential as its owner gave it; the samples have none of their own and speak the language shown. */
export function useCredentialName(credential: CredentialSummary): string {
  return useCredentialNames()(credential);
}

/** The same for a list of them. */
export function useCredentialNames(): (credential: CredentialSummary) => string {
  const { t } = useTranslation('credentials');
  return ({ sample, kind, name }) =>
    sample ? t(kind === 'apns-key' ? 'sample.key' : 'sample.certificate') : name;
}
