import { Button, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import styles from './unlock-form.module.css';

/** Asks for the passphrase of the vault; a wrong one stays in the field to be corrected. */
export function UnlockForm({ onUnlocked }: { readonly onUnlocked: () => Promise<void> | void }) {
  const { t } = useTranslation('credentials');
  const text = useText();
  const client = useClient();
  const toErrorMessage = useToErrorMessage();
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const unlock = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.credentials.unlock({ passphrase });
      await onUnlocked();
    } catch (thrown) {
      const { message, hint } = toErrorMessage(thrown);
      setProblem(`${text(message)} ${text(hint)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={styles.unlock}
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void unlock();
      }}
    >
      <PasswordInput
        aria-label={t('vault.passphrase')}
        placeholder={t('vault.passphrase')}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
        error={problem ?? undefined}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        flex={1}
        data-autofocus
      />
      <Button type="submit" loading={busy}>
        {t('vault.unlock')}
      </Button>
    </form>
  );
}
