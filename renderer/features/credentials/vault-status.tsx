import { useState, type SubmitEvent } from 'react';
import { Button, PasswordInput } from '@mantine/core';
import { Lock, LockOpen, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { VaultStatus as Status } from '#shared/contract/credentials';
import type { Client } from '#shared/contract/index';
import { useText } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { useQuery } from '../../platform/use-query.js';
import { useNotifyError } from '../../shell/use-notify-error.js';
import { ProtectionDialog } from './protection-dialog.js';
import styles from './credentials.module.css';

const loadStatus = (client: Client, signal?: AbortSignal): Promise<Status> =>
  client.credentials.vault(undefined, signal === undefined ? {} : { signal });

/** How the secrets are protected, in words; unlocking where they are locked; changing the protection. */
export function VaultStatus() {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const notifyError = useNotifyError();
  const { query, reload } = useQuery(loadStatus);
  const [changing, setChanging] = useState(false);
  if (query.kind !== 'ready') return null;
  const { protection, locked, damagedEntries } = query.value;
  const lock = async (): Promise<void> => {
    try {
      await client.credentials.lock();
      await reload();
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <section className={styles['protection']} aria-label={t('vault.label')}>
      {damagedEntries > 0 && (
        <p className={styles['damaged']} role="alert">
          <TriangleAlert size={13} aria-hidden />
          {t('vault.damaged', { count: damagedEntries })}
        </p>
      )}
      <p>
        {locked ? <Lock size={13} aria-hidden /> : <LockOpen size={13} aria-hidden />}
        {t(locked ? 'vault.locked' : `protection.${protection}`)}
      </p>
      {locked ? (
        <UnlockForm onUnlocked={reload} />
      ) : (
        <div>
          <Button variant="default" size="compact-sm" onClick={() => setChanging(true)}>
            {t('vault.change')}
          </Button>
          {protection === 'passphrase' && (
            <Button variant="default" size="compact-sm" onClick={() => void lock()}>
              {t('vault.lock')}
            </Button>
          )}
        </div>
      )}
      {changing && (
        <ProtectionDialog
          current={protection}
          onClose={() => setChanging(false)}
          onChanged={() => {
            setChanging(false);
            void reload();
          }}
        />
      )}
    </section>
  );
}

function UnlockForm({ onUnlocked }: { readonly onUnlocked: () => Promise<void> }) {
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
      className={styles['unlock']}
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
      />
      <Button type="submit" loading={busy}>
        {t('vault.unlock')}
      </Button>
    </form>
  );
}
