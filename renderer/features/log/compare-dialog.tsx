import { Modal } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { targetLabel } from '#shared/apns/short-token';
import { compareDeliveries, type FieldDifference } from '#shared/history/compare';
import type { DiffLine } from '#shared/history/diff-lines';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { formatDateTime, formatDuration } from '../../components/time-format.js';
import { useLanguage } from '../../i18n/use-text.js';
import { OutcomeBadge } from '../delivery/outcome-badge.js';
import styles from './compare-dialog.module.css';
import logStyles from './log.module.css';

/** Facts to list when they differ, without those that the headings show. */
const FACTS = ['origin', 'path', 'credential', 'attempts', 'connectMs', 'responseMs', 'connection'] as const;
const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '−', added: '+' };

interface CompareDialogProps {
  readonly pair: readonly [Delivery, Delivery] | null;
  readonly onClose: () => void;
}

/** Two deliveries side by side: outcome, headers and the differences of their payloads. */
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
  const { facts, headers, payload, samePayload } = useMemo(
    () => compareDeliveries(left, right),
    [left, right],
  );
  const differing = facts.flatMap((fact) => {
    const name = FACTS.find((known) => known === fact.name);
    return fact.same || name === undefined ? [] : [{ ...fact, name: t(`compare.fact.${name}`) }];
  });
  return (
    <div className={styles.compare}>
      <div className={styles.compareHeads}>
        <CompareHead delivery={left} title={t('compare.first')} />
        <CompareHead delivery={right} title={t('compare.second')} />
      </div>
      {differing.length > 0 && (
        <>
          <h3>{t('compare.facts')}</h3>
          <DifferenceTable differences={differing} />
        </>
      )}
      <h3>{t('section.requestHeaders')}</h3>
      <DifferenceTable differences={headers} />
      <h3>{t('section.payload')}</h3>
      {samePayload ? (
        <p className={styles.nothing}>{t('compare.samePayload')}</p>
      ) : (
        <pre className={styles.diff} tabIndex={0} aria-label={t('section.payload')}>
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

function DifferenceTable({ differences }: { readonly differences: readonly FieldDifference[] }) {
  const { t } = useTranslation('log');
  return (
    <table className={styles.compareHeaders}>
      <thead>
        <tr>
          <th scope="col">{t('compare.field')}</th>
          <th scope="col">{t('compare.first')}</th>
          <th scope="col">{t('compare.second')}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ name, left, right, same }) => (
          <tr key={name} data-differs={!same}>
            <th scope="row">{name}</th>
            <td>{left ?? t('compare.absent')}</td>
            <td>{right ?? t('compare.absent')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CompareHead({ delivery, title }: { readonly delivery: Delivery; readonly title: string }) {
  const language = useLanguage();
  return (
    <section>
      <h3>{title}</h3>
      <p className={logStyles.detailTitle}>
        <OutcomeBadge outcome={delivery.outcome} />
        {delivery.status !== null && <b className="pd-tabular">{delivery.status}</b>}
        {delivery.reason !== null && <b>{delivery.reason}</b>}
      </p>
      <p className={logStyles.detailTitle}>
        <EnvironmentBadge kind={delivery.push.environment.kind} />
        <span>{targetLabel(delivery.push.target)}</span>
      </p>
      <p className={styles.nothing}>
        {formatDateTime(delivery.atMs, language)} · {formatDuration(delivery.timings.totalMs)}
      </p>
    </section>
  );
}
