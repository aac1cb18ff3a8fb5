import { useState } from 'react';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Pause, Play, RotateCw, Skull, Square, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isBatchOver, type BatchProgress } from '#shared/apns/batch';
import { useClient } from '../../../platform/client-context.js';
import { goTo } from '../../../shell/navigation.js';
import { useNotifyError } from '../../../shell/use-notify-error.js';
import { saveBlob } from '../save-blob.js';
import { controlsFor } from './batch-figures.js';
import { failuresToResend, readFailures } from './resend-failures.js';
import styles from './batch.module.css';

const ICONS: Readonly<Record<'pause' | 'resume' | 'cancel', LucideIcon>> = {
  pause: Pause,
  resume: Play,
  cancel: Square,
};
/** Deliveries asked for at once. */
const PAGE_SIZE = 500;

/** Pause, resume and cancel; after the end: send again what failed, save the tokens that are gone. */
export function BatchControls({ batch }: { readonly batch: BatchProgress }) {
  const { t } = useTranslation('log');
  const client = useClient();
  const notifyError = useNotifyError();
  const { busy, resend } = useResendFailures(batch.id);
  const saveDeadTokens = async (): Promise<void> => {
    try {
      const tokens = await client.batches.deadTokens({ id: batch.id });
      saveBlob(new Blob([`${tokens.join('\n')}\n`], { type: 'text/plain' }), 'dead-tokens.txt');
    } catch (error) {
      notifyError(error);
    }
  };
  const control = async (action: 'pause' | 'resume' | 'cancel'): Promise<void> => {
    try {
      await client.batches.control({ id: batch.id, action });
    } catch (error) {
      notifyError(error);
    }
  };
  const canResend = isBatchOver(batch.state) && batch.counts.failed + batch.counts.rejected > 0;
  return (
    <span className={styles['controls']}>
      {batch.deadTokens > 0 && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Skull size={13} aria-hidden />}
          onClick={() => void saveDeadTokens()}
        >
          {t('batch.deadTokens', { count: batch.deadTokens })}
        </Button>
      )}
      {canResend && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<RotateCw size={13} aria-hidden />}
          loading={busy}
          onClick={() => void resend()}
        >
          {t('batch.resend')}
        </Button>
      )}
      {controlsFor(batch).map((action) => {
        const Icon = ICONS[action];
        return (
          <Button
            key={action}
            variant="default"
            size="compact-sm"
            leftSection={<Icon size={13} aria-hidden />}
            onClick={() => void control(action)}
          >
            {t(`batch.${action}`)}
          </Button>
        );
      })}
    </span>
  );
}

function useResendFailures(batchId: string) {
  const { t } = useTranslation('log');
  const client = useClient();
  const notifyError = useNotifyError();
  const [busy, setBusy] = useState(false);
  const resend = async (): Promise<void> => {
    setBusy(true);
    try {
      const failures = await readFailures((outcome, before) =>
        client.history.page({
          filter: { batchId, outcome },
          limit: PAGE_SIZE,
          ...(before !== undefined && { before }),
        }),
      );
      const start = failuresToResend(failures);
      if (start === null) {
        notifications.show({ color: 'amber', message: t('batch.nothingToResend') });
        return;
      }
      const { id } = await client.batches.start({ push: start.push, targets: [...start.targets] });
      goTo('history', { batch: id });
    } catch (error) {
      notifyError(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, resend };
}
