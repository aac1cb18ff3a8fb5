import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ANY_TOPIC, environmentKeyOf, isDefaultFor, toggleDefault } from '#shared/credentials/defaults';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import type { ComposeFields } from '../../state/compose-document.js';
import { useEnvironmentName } from '../../state/use-environment-name.js';
import { useSettings } from '../../window/settings-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';

interface DefaultMenuProps {
  readonly credential: CredentialSummary;
  readonly document: Pick<ComposeFields, 'environment' | 'topic'>;
}

/** Saves a credential as the default for the environment and topic of the composed push. */
export function DefaultMenu({ credential, document }: DefaultMenuProps) {
  const { t } = useTranslation('compose');
  const client = useClient();
  const { reload } = useCredentials();
  const { settings } = useSettings();
  const notifyError = useNotifyError();
  const environmentName = useEnvironmentName();
  const environment = environmentKeyOf(document.environment, settings.customServers);
  if (environment === null) return null;
  const topics = document.topic === '' ? [ANY_TOPIC] : [document.topic, ANY_TOPIC];
  const isDefault = topics.some((topic) => isDefaultFor(credential, { environment, topic }));
  const toggle = async (topic: string): Promise<void> => {
    try {
      const defaults = toggleDefault(credential, { environment, topic });
      await client.credentials.setDefaults({ id: credential.id, defaults: [...defaults] });
      await reload();
    } catch (error) {
      notifyError(error);
    }
  };
  const label = t('credential.default.button');
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon variant="default" size={30} aria-label={label} data-default={isDefault}>
            <Star size={15} fill={isDefault ? 'currentColor' : 'none'} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {topics.map((topic) => (
          <Menu.CheckboxItem
            key={topic}
            checked={isDefaultFor(credential, { environment, topic })}
            onChange={() => void toggle(topic)}
          >
            {t(topic === ANY_TOPIC ? 'credential.default.anyTopic' : 'credential.default.topic', {
              environment: environmentName(environment),
              topic,
            })}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
