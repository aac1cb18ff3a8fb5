import { Button } from '@mantine/core';
import { Lock, LockOpen, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '#shared/contract/index';
import type { VaultState } from '#shared/credentials/vault-protection';
import { useNow } from '../../components/use-now.js';
import { useClient } from '../../platform/client-context.js';
import { useQuery } from '../../platform/use-query.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { ProtectionDialog } from './protection-dialog.js';
import { UnlockForm } from './unlock-form.js';
import styles from './vault-status.module.css';

const loadStatus = (client: Client, signal?: AbortSignal): Promise<VaultState> =>
  client.credentials.vault(undefined, signal === undefined ? {} : { signal });

/** Unit: milliseconds. */
const POLL_MS = 10_000;

/** How the secrets are protected; unlocks the vault and changes the protection. */
export function VaultStatus() {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const notifyError = useNotifyError();
  const { query, reload } = useQuery(loadStatus);
  const [changing, setChanging] = useState(false);
  // Polled: a vault locks itself when idle, without an event.
  const nowMs = useNow(POLL_MS);
  useEffect(() => void reload(), [nowMs, reload]);
  if (query.kind !== 'ready') return null;
  const { protection, locked, damagedEntries, needsChoice = false } = query.value;
  const lock = async (): Promise<void> => {
    try {
      await client.credentials.lock();
      await reload();
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <section className={styles.protection} aria-label={t('vault.label')}>
      {damagedEntries > 0 && (
        <p className={styles.damaged} role="alert">
          <TriangleAlert size={13} aria-hidden />
          {t('vault.damaged', { count: damagedEntries })}
        </p>
      )}
      <p>
        {locked ? <Lock size={13} aria-hidden /> : <LockOpen size={13} aria-hidden />}
        {t(locked ? 'vault.locked' : needsChoice ? 'vault.notChosen' : `protection.${protection}`)}
      </p>
      {locked ? (
        <UnlockForm onUnlocked={reload} />
      ) : (
        <div>
          <Button variant="default" size="compact-sm" onClick={() => setChanging(true)}>
            {t(needsChoice ? 'vault.choose' : 'vault.change')}
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
