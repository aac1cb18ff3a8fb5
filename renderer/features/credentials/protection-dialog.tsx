import { Button, Group, Modal, PasswordInput, Radio, Stack } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VAULT_PROTECTIONS, type VaultProtection } from '#shared/credentials/vault-protection';
import type { ErrorMessage } from '#shared/errors';
import { ErrorNotice } from '../../components/error-notice.js';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';

interface ProtectionDialogProps {
  readonly current: VaultProtection;
  /** The choices to offer; all by default. */
  readonly offered?: readonly VaultProtection[];
  /** Shown above the choices when the user did not open the dialog. */
  readonly reason?: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Chooses the protection of the vault. All entries are encrypted again. */
export function ProtectionDialog(props: ProtectionDialogProps) {
  const { current, offered = VAULT_PROTECTIONS, reason, onClose, onChanged } = props;
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { reload } = useCredentials();
  const toErrorMessage = useToErrorMessage();
  const [protection, setProtection] = useState(current);
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorMessage | null>(null);
  const asksPassphrase = protection === 'passphrase';
  const isMismatch = repeated !== '' && repeated !== passphrase;
  const canSave = !asksPassphrase || (passphrase !== '' && repeated === passphrase);
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await client.credentials.protect({ protection, ...(asksPassphrase && { passphrase }) });
      await reload();
      onChanged();
    } catch (thrown) {
      setError(toErrorMessage(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('vault.changeTitle')}
      closeButtonProps={{ 'aria-label': t('rename.cancel') }}
    >
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          if (canSave) void save();
        }}
      >
        <Stack gap="md">
          {reason !== undefined && <p>{reason}</p>}
          <Radio.Group
            label={t('vault.changeLabel')}
            value={protection}
            onChange={(value) => {
              const chosen = offered.find((known) => known === value);
              if (chosen !== undefined) setProtection(chosen);
            }}
          >
            <Stack gap="sm" mt="sm">
              {offered.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`vault.option.${value}`)}
                  description={t(`vault.optionHint.${value}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {asksPassphrase && (
            <>
              <PasswordInput
                label={t('vault.newPassphrase')}
                description={t('vault.passphraseHint')}
                value={passphrase}
                onChange={(event) => setPassphrase(event.currentTarget.value)}
                autoComplete="new-password"
                visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
              />
              <PasswordInput
                label={t('vault.repeat')}
                value={repeated}
                onChange={(event) => setRepeated(event.currentTarget.value)}
                error={isMismatch ? t('vault.mismatch') : undefined}
                autoComplete="new-password"
                visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
              />
            </>
          )}
          {error !== null && <ErrorNotice error={error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('rename.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={!canSave}>
              {t('rename.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
