import { Bookmark } from 'lucide-react';
import { memo } from 'react';
import { type Delivery, topicOfPush } from '#shared/apns/push';
import { targetLabel } from '#shared/apns/short-token';
import type { Language } from '#shared/text/localized-text';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { formatDuration, formatRowTime } from '../../components/time-format.js';
import { summaryOf } from '../delivery/delivery-summary.js';
import { OutcomeBadge } from '../delivery/outcome-badge.js';
import styles from './log-row.module.css';

/** Unit: CSS pixels; the virtual list relies on it. */
export const ROW_HEIGHT = 30;

interface LogRowProps {
  readonly id: string;
  readonly delivery: Delivery;
  readonly index: number;
  /** Unit: CSS pixels from the top of the list. */
  readonly top: number;
  readonly selected: boolean;
  readonly marked: boolean;
  readonly nowMs: number;
  readonly language: Language;
  readonly onPick: (id: string, how: { readonly mark: boolean }) => void;
}

/** One row of the log. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { delivery, language, selected, marked } = props;
  const summary = summaryOf(delivery, language);
  const topic = topicOfPush(delivery.push) ?? '';
  return (
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      className={styles.row}
      data-outcome={delivery.outcome}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={(event) => props.onPick(delivery.id, { mark: event.metaKey || event.ctrlKey })}
    >
      <span role="gridcell" className={styles.time}>
        {marked && <Bookmark size={12} className={styles.mark} aria-hidden />}
        {formatRowTime(delivery.atMs, props.nowMs, language)}
      </span>
      <span role="gridcell" className={styles.cellBadge}>
        <OutcomeBadge outcome={delivery.outcome} />
      </span>
      <span role="gridcell" className={styles.status}>
        {delivery.status ?? '–'}
      </span>
      <span role="gridcell" className={styles.summary} data-reason={delivery.reason !== null} title={summary}>
        {summary}
      </span>
      <span role="gridcell" title={targetLabel(delivery.push.target)}>
        {targetLabel(delivery.push.target)}
      </span>
      <span role="gridcell" className={styles.topic} title={topic}>
        {topic}
      </span>
      <span role="gridcell" className={styles.cellBadge}>
        <EnvironmentBadge kind={delivery.push.environment.kind} />
      </span>
      <span role="gridcell" className={styles.duration}>
        {formatDuration(delivery.timings.totalMs)}
      </span>
    </div>
  );
});
