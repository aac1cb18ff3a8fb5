import { useTranslation } from 'react-i18next';
import { CopyValue } from '../../components/copy-value.js';
import { DeliveryExplanation } from '../delivery/delivery-explanation.js';
import { OutcomeBadge } from '../delivery/outcome-badge.js';
import styles from './channels.module.css';
import { RequestErrorNotice } from './request-error-notice.js';
import type { BroadcastState } from './use-broadcast.js';

/** The result of a broadcast, which is in the history like every other push. */
export function BroadcastResult(props: { readonly state: BroadcastState; readonly onRetry: () => void }) {
  const { state, onRetry } = props;
  const { t } = useTranslation('channels');
  return (
    <div className={styles.result} aria-live="polite">
      {state.kind === 'failed' ? <RequestErrorNotice error={state.error} onRetry={onRetry} /> : null}
      {state.kind === 'answered' && state.delivery.outcome === 'accepted' ? (
        <p className={styles.verdict}>
          <OutcomeBadge outcome="accepted" />
          <span>{t('broadcast.accepted')}</span>
          {state.delivery.apnsId === null ? null : (
            <CopyValue value={state.delivery.apnsId} label={t('requestId')} />
          )}
        </p>
      ) : null}
      {state.kind === 'answered' && state.delivery.outcome !== 'accepted' ? (
        <DeliveryExplanation delivery={state.delivery} />
      ) : null}
    </div>
  );
}
