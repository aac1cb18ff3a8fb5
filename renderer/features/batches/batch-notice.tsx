import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchContinuation, BatchSummary } from '#shared/apns/batch';
import { formatRowTime } from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { goTo } from '../../window/navigation.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import styles from './batch.module.css';

/** A batch whose program ended, and how to resume it. */
export function BatchNotice({ batch }: { readonly batch: BatchSummary }) {
  const { t } = useTranslation('log');
  const language = useLanguage();
  const nowMs = useNow();
  const { continuation, counts } = batch;
  const time = formatRowTime(batch.atMs, nowMs, language);
  const doubt = counts.unknown > 0 && t('batch.inDoubt', { count: counts.unknown });
  return (
    <div className={styles.interrupted} role="status">
      {/* The sentence that introduces the command comes last. */}
      {continuation?.kind === 'resume' ? (
        <span>
          {t('batch.interrupted', { count: continuation.left, time })} {doubt}
        </span>
      ) : (
        <span>
          {doubt} {t('batch.interruptedUnread', { time })}
        </span>
      )}
      {continuation?.kind === 'resume' && <ResumeButton id={batch.id} />}
      {continuation?.kind === 'command' && <ResumeCommand continuation={continuation} id={batch.id} />}
    </div>
  );
}

function ResumeButton({ id }: { readonly id: string }) {
  const { t } = useTranslation('log');
  const client = useClient();
  const notifyError = useNotifyError();
  const resume = async (): Promise<void> => {
    try {
      await client.batches.takeUp({ id });
      goTo('history', { batch: id });
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <Button variant="default" size="compact-sm" onClick={() => void resume()}>
      {t('batch.takeUp')}
    </Button>
  );
}

/** The command that resumes the batch: only the owner of the list can. */
export function ResumeCommand(props: {
  readonly continuation: Extract<BatchContinuation, { kind: 'command' }>;
  readonly id: string;
}) {
  const { t } = useTranslation('log');
  const [copied, setCopied] = useState(false);
  const command = props.continuation.command ?? `pushdeck send --resume ${props.id} --to-file …`;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
  };
  const label = t(copied ? 'batch.commandCopied' : 'batch.copyCommand');
  return (
    <span className={styles.command}>
      <code>{command}</code>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" size="sm" aria-label={label} onClick={() => void copy()}>
          {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
