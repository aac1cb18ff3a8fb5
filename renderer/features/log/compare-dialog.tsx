import { useMemo } from 'react';
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { useLanguage } from '../../i18n/use-text.js';
import { diffDeliveries, type DiffLine } from './delivery-diff.js';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { OutcomeBadge } from './outcome-badge.js';
import { targetLabel } from './delivery-summary.js';
import { formatDateTime, formatDuration } from './time-format.js';
import styles from './log.module.css';

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '−', added: '+' };

interface CompareDialogProps {
  readonly pair: readonly [Delivery, Delivery] | null;
  readonly onClose: () => void;
}

/** Two deliveries side by side: outcome, headers and what differs in their payloads. */
export function CompareDialog({ pair, onClose }: CompareDialogProps) {
  const { t } = useTranslation('log');
  return (
    <Modal
      opened={pair !== null}
      onClose={onClose}
      size="xl"
      title={t('compare.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {pair !== null && <Comparison left={pair[0]} right={pair[1]} />}
    </Modal>
  );
}

function Comparison({ left, right }: { readonly left: Delivery; readonly right: Delivery }) {
  const { t } = useTranslation('log');
  const { headers, payload } = useMemo(() => diffDeliveries(left, right), [left, right]);
  const isSamePayload = payload.every(({ kind }) => kind === 'same');
  return (
    <div className={styles['compare']}>
      <div className={styles['compare-heads']}>
        <CompareHead delivery={left} title={t('compare.first')} />
        <CompareHead delivery={right} title={t('compare.second')} />
      </div>
      <h3>{t('section.requestHeaders')}</h3>
      <table className={styles['compare-headers']}>
        <tbody>
          {headers.map((header) => (
            <tr key={header.name} data-differs={header.differs}>
              <th scope="row">{header.name}</th>
              <td>{header.left ?? t('compare.absent')}</td>
              <td>{header.right ?? t('compare.absent')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('section.payload')}</h3>
      {isSamePayload ? (
        <p className={styles['nothing']}>{t('compare.samePayload')}</p>
      ) : (
        <pre className={styles['diff']} tabIndex={0} aria-label={t('section.payload')}>
          {payload.map(({ kind, text }, index) => (
            <span key={index} data-kind={kind}>
              {`${SIGNS[kind]} ${text}\n`}
            </span>
          ))}
        </pre>
      )}
    </div>
  );
}

function CompareHead({ delivery, title }: { readonly delivery: Delivery; readonly title: string }) {
  const language = useLanguage();
  return (
    <section>
      <h3>{title}</h3>
      <p className={styles['detail-title']}>
        <OutcomeBadge outcome={delivery.outcome} />
        {delivery.status !== null && <b className="pd-tabular">{delivery.status}</b>}
        {delivery.reason !== null && <b>{delivery.reason}</b>}
      </p>
      <p className={styles['detail-title']}>
        <EnvironmentBadge kind={delivery.push.environment.kind} />
        <span>{targetLabel(delivery.push.target)}</span>
      </p>
      <p className={styles['nothing']}>
        {formatDateTime(delivery.atMs, language)} · {formatDuration(delivery.timings.totalMs)}
      </p>
    </section>
  );
}
