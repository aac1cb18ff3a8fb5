import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Bell, type LucideIcon, Pause, Play, RotateCw, Skull, Square } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isBatchOver } from '#shared/apns/batch';
import type { DeliveryOutcome } from '#shared/apns/push';
import { saveBlob } from '../../components/save-blob.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useClient } from '../../platform/client-context.js';
import { useNotifyPermission } from '../../platform/page-notifications.js';
import type { FollowedBatch } from '../../state/use-batch.js';
import { goTo } from '../../window/navigation.js';
import { useSettings } from '../../window/settings-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import styles from './batch.module.css';
import { type BatchControl, controlsFor } from './batch-figures.js';
import { ResendUnknown } from './resend-unknown.js';

const ICONS: Readonly<Record<BatchControl, LucideIcon>> = {
  pause: Pause,
  resume: Play,
  takeUp: Play,
  cancel: Square,
};

interface BatchControlsProps {
  readonly followed: FollowedBatch;
  /** Called when a batch that had ended is resumed. */
  readonly onResumed: () => void;
}

/** Pause, resume and cancel a batch; after its end, resend failures and save the tokens that are gone. */
export function BatchControls({ followed, onResumed }: BatchControlsProps) {
  const { t } = useTranslation('log');
  const { batch } = followed;
  const { busy, resend, saveDeadTokens, runControl } = useBatchActions(batch.id, onResumed);
  const { counts } = batch;
  const isOver = isBatchOver(batch.state);
  const canResend = isOver && counts.failed + counts.rejected > 0;
  return (
    <span className={styles.controls} role="toolbar" aria-label={t('batch.controls')}>
      {!isOver && <NotifyButton />}
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
          onClick={() => void resend(['failed', 'rejected'])}
        >
          {t('batch.resend')}
        </Button>
      )}
      {isOver && counts.unknown > 0 && (
        <ResendUnknown count={counts.unknown} busy={busy} onResend={() => void resend(['unknown'])} />
      )}
      {controlsFor(followed).map((control) => {
        const Icon = ICONS[control];
        return (
          <Button
            key={control}
            variant="default"
            size="compact-sm"
            leftSection={<Icon size={13} aria-hidden />}
            onClick={() => void runControl(control)}
          >
            {t(`batch.${control}`)}
          </Button>
        );
      })}
    </span>
  );
}

/** Asks for the permission to show notifications, which browsers require once, where it is useful. */
function NotifyButton() {
  const { t } = useTranslation('log');
  const info = useAppInfo();
  const { settings } = useSettings();
  const { permission, ask } = useNotifyPermission();
  if (info?.host !== 'browser' || settings.batchNotification === 'off' || permission !== 'default')
    return null;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<Bell size={13} aria-hidden />}
      onClick={() => void ask()}
    >
      {t('batch.notify')}
    </Button>
  );
}

function useBatchActions(id: string, onResumed: () => void) {
  const { t } = useTranslation('log');
  const client = useClient();
  const notifyError = useNotifyError();
  const [busy, setBusy] = useState(false);
  const reportErrors = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      notifyError(error);
    }
  };
  return {
    busy,
    saveDeadTokens: () =>
      reportErrors(async () => {
        const tokens = await client.batches.deadTokens({ id });
        saveBlob(new Blob([`${tokens.join('\n')}\n`], { type: 'text/plain' }), 'dead-tokens.txt');
      }),
    resend: (outcomes: DeliveryOutcome[]) =>
      reportErrors(async () => {
        setBusy(true);
        try {
          const started = await client.batches.resend({ id, outcomes });
          if (started === null) notifications.show({ color: 'amber', message: t('batch.nothingToResend') });
          else goTo('history', { batch: started.id });
        } finally {
          setBusy(false);
        }
      }),
    runControl: (control: BatchControl) =>
      reportErrors(async () => {
        if (control === 'takeUp') {
          await client.batches.takeUp({ id });
          onResumed();
        } else {
          await client.batches.control({ id, action: control });
        }
      }),
  };
}
