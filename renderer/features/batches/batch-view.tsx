import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BatchProgress, isBatchOver } from '#shared/apns/batch';
import { ErrorNotice } from '../../components/error-notice.js';
import { formatDuration } from '../../components/time-format.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { type FollowedBatch, useBatch } from '../../state/use-batch.js';
import styles from './batch.module.css';
import { BatchControls } from './batch-controls.js';
import { completedShare, outcomeBars, reasonsByCount, timeLeftMs } from './batch-figures.js';
import { ResumeCommand } from './batch-notice.js';
import { LatencyChart } from './latency-chart.js';
import { SlowestDeliveries } from './slowest-deliveries.js';

interface BatchViewProps {
  readonly id: string;
  readonly onReason: (reason: string) => void;
}

/** The progress of a batch: rate, outcomes, reasons and response times. */
export function BatchView(props: BatchViewProps) {
  const [round, setRound] = useState(0);
  // A resumed batch needs a new subscription: the first one ended with the batch.
  return <BatchPage key={round} {...props} onResumed={() => setRound(round + 1)} />;
}

function BatchPage({ id, onReason, onResumed }: BatchViewProps & { readonly onResumed: () => void }) {
  const toErrorMessage = useToErrorMessage();
  const { followed, stream } = useBatch(id);
  if (followed === null) {
    return stream.kind === 'failed' ? (
      <div className={styles.trouble}>
        <ErrorNotice error={toErrorMessage(stream.error)} />
      </div>
    ) : null;
  }
  const { batch } = followed;
  return (
    <div className={styles.batch}>
      <Progress followed={followed} onResumed={onResumed} />
      {batch.trouble !== null && <ErrorNotice error={batch.trouble} />}
      {batch.continuation?.kind === 'command' && (
        <UnreadList continuation={batch.continuation} id={batch.id} />
      )}
      <div className={styles.figures}>
        <Outcomes batch={batch} />
        <Reasons batch={batch} onReason={onReason} />
        <LatencyChart latency={batch.latency} />
        <SlowestDeliveries batch={batch} />
      </div>
    </div>
  );
}

/** A warning that the counts cover only the part of the list that was read. */
function UnreadList(props: Parameters<typeof ResumeCommand>[0]) {
  const { t } = useTranslation('log');
  return (
    <div className={styles.interrupted} role="status">
      <span>{t('batch.unread')}</span>
      <ResumeCommand {...props} />
    </div>
  );
}

function Progress(props: { readonly followed: FollowedBatch; readonly onResumed: () => void }) {
  const { batch } = props.followed;
  const { t, i18n } = useTranslation('log');
  const share = completedShare(batch);
  const leftMs = timeLeftMs(batch);
  const count = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <div>
      <div className={styles.progressHead}>
        <b className={styles.state} data-state={batch.state}>
          {t(`batch.state.${batch.state}`)}
        </b>
        <span className="pd-tabular">
          {batch.total === null
            ? t('batch.doneOf', { done: count(batch.done), total: '?' })
            : t('batch.doneOf', { done: count(batch.done), total: count(batch.total) })}
        </span>
        <span className="pd-tabular">
          {isBatchOver(batch.state)
            ? t('batch.meanRate', { mean: count(Math.round(batch.perSecond)) })
            : t('batch.rate', {
                now: count(Math.round(batch.currentPerSecond)),
                mean: count(Math.round(batch.perSecond)),
              })}
        </span>
        <span className="pd-tabular">
          {leftMs === null
            ? formatDuration(batch.durationMs)
            : t('batch.timeLeft', { time: formatDuration(leftMs) })}
        </span>
        <BatchControls {...props} />
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('batch.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share !== null && { 'aria-valuenow': Math.round(share * 100) })}
      >
        <span data-state={batch.state} style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
    </div>
  );
}

function Outcomes({ batch }: { readonly batch: BatchProgress }) {
  const { t, i18n } = useTranslation('log');
  return (
    <section aria-label={t('batch.outcomes')}>
      <h3>{t('batch.outcomes')}</h3>
      <dl className={styles.outcomes}>
        {outcomeBars(batch).map(({ outcome, count, percent }) => (
          <div key={outcome}>
            <dt>{t(`outcome.${outcome}`)}</dt>
            <dd>
              <span className={styles.outcomeBar} aria-hidden>
                <i data-outcome={outcome} style={{ width: `${percent}%` }} />
              </span>
              <span className="pd-tabular">{count.toLocaleString(i18n.language)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Reasons({
  batch,
  onReason,
}: {
  readonly batch: BatchProgress;
  readonly onReason: (reason: string) => void;
}) {
  const { t, i18n } = useTranslation('log');
  const reasons = reasonsByCount(batch.byReason);
  return (
    <section aria-label={t('batch.reasons')}>
      <h3>{t('batch.reasons')}</h3>
      {reasons.length === 0 ? (
        <p className={styles.nothing}>{t('batch.noReasons')}</p>
      ) : (
        <ul className={styles.reasons}>
          {reasons.map(([reason, count]) => (
            <li key={reason}>
              <button type="button" onClick={() => onReason(reason)}>
                <span>{reason}</span>
                <span className="pd-tabular">{count.toLocaleString(i18n.language)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
