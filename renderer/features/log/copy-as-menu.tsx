import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ChevronDown, Code } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { copySourceOf } from '#shared/history/copy-as/code-request';
import { COPY_FORMAT_NAMES, COPY_FORMATS, copyAs, type CopyFormat } from '#shared/history/copy-as/copy-as';
import { useCredentials } from '../../platform/credentials-context.js';

/** Copies a delivery as a command or program that sends the same push, without secrets. */
export function CopyAsMenu({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('log');
  const copy = useCopyAs(delivery);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          // Part of a payload would be a different push.
          disabled={delivery.cutFromBytes !== undefined}
          leftSection={<Code size={13} aria-hidden />}
          rightSection={<ChevronDown size={12} aria-hidden />}
        >
          {t('action.copyAs')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {COPY_FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => void copy(format)}>
            {COPY_FORMAT_NAMES[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function useCopyAs(delivery: Delivery): (format: CopyFormat) => Promise<void> {
  const { t } = useTranslation('log');
  const { query } = useCredentials();
  return async (format) => {
    const credentials = query.kind === 'ready' ? query.value.credentials : [];
    const credential = credentials.find(({ id }) => id === delivery.push.credentialId);
    const text = written(format, delivery, credential);
    const id = 'log.copied';
    notifications.hide(id);
    if (text === null) {
      notifications.show({ id, color: 'amber', message: t('copyAs.impossible') });
      return;
    }
    try {
      await navigator.clipboard.writeText(text);
      notifications.show({
        id,
        title: t('copyAs.copied', { format: COPY_FORMAT_NAMES[format] }),
        message: t('copyAs.noSecrets'),
      });
    } catch {
      notifications.show({ id, color: 'red', title: t('copyAs.failed'), message: t('copyAs.failedHint') });
    }
  };
}

/** `null` for a push that this format, or HTTP itself, cannot express. */
function written(
  format: CopyFormat,
  delivery: Delivery,
  credential: CredentialSummary | undefined,
): string | null {
  try {
    return copyAs(format, copySourceOf(delivery, credential));
  } catch {
    return null;
  }
}
