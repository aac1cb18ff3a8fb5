import { Anchor, Loader } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type BatchProgress, isBatchOver } from '#shared/apns/batch';
import { useText } from '../../i18n/use-text.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import type { SendState } from '../../state/use-send.js';
import { goTo } from '../../window/navigation.js';
import styles from './compose.module.css';
import { summarizeDeliveries } from './summarize-deliveries.js';

/** The result of the last send in one line. The log below has the details. */
export function SendStatus({ state }: { readonly state: SendState }) {
  const { t } = useTranslation('compose');
  const text = useText();
  const toErrorMessage = useToErrorMessage();
  switch (state.kind) {
    case 'idle':
      return <span className={styles.status} role="status" />;
    case 'sending':
      return (
        <span className={styles.status} role="status">
          <Loader size={12} />
          {state.total > 1 ? t('send.progress', { done: state.done, total: state.total }) : t('send.sending')}
        </span>
      );
    case 'batch':
      return <BatchStatus id={state.id} progress={state.progress} />;
    case 'cancelled':
      return (
        <span className={styles.status} role="status">
          {t('send.cancelled', { done: state.done, total: state.total })}
        </span>
      );
    case 'failed': {
      const { message, hint } = toErrorMessage(state.error);
      return (
        <span className={styles.status} data-outcome="rejected" role="alert">
          <CircleX size={14} aria-hidden />
          <span className={styles.statusWords} title={`${text(message)} ${text(hint)}`}>
            {text(message)} {text(hint)}
          </span>
        </span>
      );
    }
    case 'done': {
      const summary = summarizeDeliveries(state.deliveries);
      const Icon = summary.outcome === 'accepted' ? CircleCheck : CircleX;
      return (
        <span className={styles.status} data-outcome={summary.outcome} role="status">
          <Icon size={14} aria-hidden />
          <span className={styles.statusWords}>{describe(t, summary)}</span>
        </span>
      );
    }
  }
}

/** The progress of a batch, with a link to its page. */
function BatchStatus({ id, progress }: { readonly id: string; readonly progress: BatchProgress | null }) {
  const { t } = useTranslation('compose');
  const isOver = progress !== null && isBatchOver(progress.state);
  const isGood = progress?.state === 'finished' && progress.counts.accepted === progress.done;
  const Icon = isGood ? CircleCheck : CircleX;
  return (
    <span
      className={styles.status}
      {...(isOver && { 'data-outcome': isGood ? 'accepted' : 'rejected' })}
      role="status"
    >
      {isOver ? <Icon size={14} aria-hidden /> : <Loader size={12} />}
      <span className={styles.statusWords}>{describeBatch(t, progress)}</span>
      <Anchor
        component="button"
        type="button"
        fz="inherit"
        style={{ flex: 'none' }}
        onClick={() => goTo('history', { batch: id })}
      >
        {t('send.openBatch')}
      </Anchor>
    </span>
  );
}

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

function describeBatch(t: Translate, progress: BatchProgress | null): string {
  if (progress === null) return t('send.sending');
  const { state, counts, done } = progress;
  const total = progress.total ?? done;
  switch (state) {
    case 'finished':
      return t('send.many', { accepted: counts.accepted, total });
    case 'cancelled':
      return t('send.cancelled', { done, total });
    case 'stopped':
    case 'interrupted':
      return t('send.batchStopped', { done, total });
    case 'paused':
      return t('send.batchPaused', { done, total });
    default:
      return t('send.progress', { done, total });
  }
}

function describe(t: Translate, summary: ReturnType<typeof summarizeDeliveries>): string {
  if (summary.only === null) {
    return t('send.many', { accepted: summary.accepted, total: summary.total });
  }
  const { outcome, status, reason, totalMs } = summary.only;
  switch (outcome) {
    case 'accepted':
      return t('send.accepted', { status: status ?? 200, ms: totalMs });
    case 'rejected':
      return t('send.rejected', { status: status ?? 0, reason: reason ?? '' });
    case 'failed':
      return t('send.failed');
    case 'unknown':
      return t('send.unknown');
  }
}
