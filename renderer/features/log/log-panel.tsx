import { Button } from '@mantine/core';
import { Columns2, RefreshCw } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';
import { CompareDialog } from './compare-dialog.js';
import { DeliveryDetail } from './delivery-detail.js';
import logStyles from './log.module.css';
import { LogEmpty } from './log-empty.js';
import { isFiltering, reasonsOf, withoutBase } from './log-filter.js';
import { LogFilterBar } from './log-filter-bar.js';
import { LogList } from './log-list.js';
import styles from './log-panel.module.css';
import { nextCursor, rowsOf } from './log-state.js';
import { type DeliveryLog, useDeliveryLog } from './use-delivery-log.js';

/** The delivery log: what was sent, newest first and live, with the details of the selected delivery. */
export function LogPanel() {
  const { t } = useTranslation('log');
  const log = useDeliveryLog();
  return (
    <section className={styles.panel} aria-label={t('panel.label')}>
      <DeliveryLogView log={log} />
    </section>
  );
}

interface DeliveryLogViewProps {
  readonly log: DeliveryLog;
  /** Conditions of the page, which clearing the filter keeps. */
  readonly base?: HistoryFilter;
  /** A delivery to open although no loaded row contains it. */
  readonly linked?: Delivery | null;
}

/** The same for a log whose state the caller holds. */
export function DeliveryLogView({ log, base = {}, linked = null }: DeliveryLogViewProps) {
  const { state, dispatch } = log;
  const { t } = useTranslation('log');
  const view = useRef<HTMLDivElement>(null);
  const [focusRequests, setFocusRequests] = useState(0);
  const rows = rowsOf(state);
  const selected =
    rows.find(({ id }) => id === state.selectedId) ??
    (linked !== null && linked.id === state.selectedId ? linked : undefined);
  const shown = state.detailOpen ? selected : undefined;
  const pair = markedPair(rows, state.marked);
  const closeDetail = (): void => {
    dispatch({ kind: 'detail-closed' });
    setFocusRequests(0);
    view.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  };
  return (
    <div ref={view} className={styles.log}>
      <div className={styles.bar}>
        <LogFilterBar
          filter={state.filter}
          reasons={reasonsOf(rows, state.filter.reason)}
          onChange={(filter) => dispatch({ kind: 'filter-changed', filter })}
        />
        {state.marked.length === 1 && (
          <span className={styles.hint} role="status">
            <Columns2 size={13} aria-hidden />
            {t('compare.pickSecond')}
            <Button variant="subtle" size="compact-xs" onClick={() => dispatch({ kind: 'marks-cleared' })}>
              {t('compare.cancel')}
            </Button>
          </span>
        )}
      </div>
      {state.load === 'failed' && (
        <p className={styles.trouble} role="alert">
          {t('load.failed')}
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<RefreshCw size={12} aria-hidden />}
            onClick={log.reload}
          >
            {t('load.again')}
          </Button>
        </p>
      )}
      {rows.length === 0 && shown === undefined && state.load !== 'loading' ? (
        <LogEmpty
          filtering={isFiltering(withoutBase(state.filter, base))}
          onClearFilter={() => dispatch({ kind: 'filter-changed', filter: base })}
        />
      ) : (
        <div className={logStyles.split}>
          <LogList
            rows={rows}
            hasMore={nextCursor(state) !== null}
            selectedId={state.selectedId}
            marked={state.marked}
            dispatch={dispatch}
            onEnd={log.loadMore}
            onEnter={() => setFocusRequests((count) => count + 1)}
          />
          {shown !== undefined && (
            <DeliveryDetail
              delivery={shown}
              marked={state.marked.includes(shown.id)}
              focusRequests={focusRequests}
              onMark={() => dispatch({ kind: 'mark-toggled', id: shown.id })}
              onClose={closeDetail}
            />
          )}
        </div>
      )}
      <CompareDialog pair={pair} onClose={() => dispatch({ kind: 'marks-cleared' })} />
    </div>
  );
}

/** The two marked deliveries, the older one first. */
function markedPair(
  rows: readonly Delivery[],
  marked: readonly string[],
): readonly [Delivery, Delivery] | null {
  const [one, other] = rows.filter(({ id }) => marked.includes(id)).toReversed();
  return one === undefined || other === undefined ? null : [one, other];
}
