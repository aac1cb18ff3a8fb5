import { ActionIcon } from '@mantine/core';
import { Star, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ANY_TOPIC, toggleDefault } from '#shared/credentials/defaults';
import type { CredentialDefault, CredentialSummary } from '#shared/credentials/inspection';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useEnvironmentName } from '../../state/use-environment-name.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import styles from './default-list.module.css';

/** The pushes that a credential is the default for; each entry can be removed. Defaults are set in Compose. */
export function DefaultList({ credential }: { readonly credential: CredentialSummary }) {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { reload } = useCredentials();
  const notifyError = useNotifyError();
  const environmentName = useEnvironmentName();
  const { defaultFor = [] } = credential;
  if (defaultFor.length === 0) return null;
  const remove = async (one: CredentialDefault): Promise<void> => {
    try {
      await client.credentials.setDefaults({
        id: credential.id,
        defaults: [...toggleDefault(credential, one)],
      });
      await reload();
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <section className={styles.defaults} aria-label={t('defaults.label')}>
      <h3>
        <Star size={13} fill="currentColor" aria-hidden />
        {t('defaults.label')}
      </h3>
      <ul>
        {defaultFor.map((one) => {
          const environment = environmentName(one.environment);
          const topic = one.topic === ANY_TOPIC ? t('defaults.anyTopic') : one.topic;
          return (
            <li key={`${one.environment} ${one.topic}`}>
              <span>{environment}</span>
              {one.topic === ANY_TOPIC ? <span>{topic}</span> : <code>{topic}</code>}
              <ActionIcon
                size="sm"
                onClick={() => void remove(one)}
                aria-label={t('defaults.remove', { environment, topic })}
              >
                <X size={13} aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
